# ruff: noqa: E501 - a command reads best on one line
"""A year of three pilots, told by the commands that kept it.

Nanjiao tries integrity records in title review, Linpu a one-stop platform for returnees, Qingcen reviews its expert
bases. The first is extended and has a target lowered; the second stands still for a quarter; the third finds a way of
working that others take over.
"""

from year.office import Office

TITLES, OVERSEAS, EXPERTS = "yx-titles-01", "yx-overseas-01", "yx-experts-01"


def play(office: Office) -> None:
    """The whole year, July 2025 to June 2026."""
    for month in (july, august, september, october, november, december, january, february, march, april, may, june):
        month(office)


def july(office: Office) -> None:
    """Three plans are drafted: they may still be written anew, without a filing."""
    office.on("2025-07-07")
    office.keep(
        "new yx-titles-01 --task titles-integrity --region 990100 --lead yx-hrss --unit nj-hrss --partner yx-edu "
        "--title-zh 职称评审诚信档案 --title-en 'Integrity records in title review' --start 2025-08-01 --end 2026-12-31"
    )
    office.keep(
        "new yx-overseas-01 --task overseas-onestop --region 990200 --lead lp-hrss --unit lp-park --guide yx-hrss "
        "--title-zh 留学人员一站式服务 --title-en 'One stop for returnees' --start 2025-08-01 --end 2027-06-30"
    )
    office.keep(
        "new yx-experts-01 --task experts-bases --region 990300 --lead qc-hrss --unit qc-hrdc --guide yx-hrss "
        "--title-zh 专家服务基地动态管理 --title-en 'Dynamic management of expert bases' "
        "--start 2025-08-01 --end 2027-06-30"
    )
    office.on("2025-07-21")
    office.keep(
        f"adjust {TITLES} objective '{{zh: 申报材料可核验、失信可查, en: Claims checked and breaches on record}}'"
    )
    office.keep(
        f"adjust {OVERSEAS} objective '{{zh: 留学人员事项一窗办结, en: All services for returnees in one place}}'"
    )
    office.keep(f"adjust {EXPERTS} objective '{{zh: 基地有进有出, en: Bases that are reviewed and may be closed}}'")
    measure(office, TITLES, "建档率", "Applicants with a record", unit="%", target="80", by="2026-12-31", key=True)
    measure(
        office,
        TITLES,
        "审核天数",
        "Days of checking",
        unit="days",
        target="20",
        start="45",
        by="2026-12-31",
        way="decrease",
    )
    measure(
        office, OVERSEAS, "线上办结率", "Settled on line", unit="%", target="90", start="10", by="2027-06-30", key=True
    )
    measure(
        office,
        OVERSEAS,
        "服务人次",
        "Persons served",
        unit="person_times",
        target="4000",
        by="2027-06-30",
        series="per_period",
        level="output",
    )
    measure(
        office,
        EXPERTS,
        "对接项目",
        "Projects matched",
        unit="items",
        target="60",
        by="2027-06-30",
        series="running_total",
        key=True,
    )
    measure(
        office,
        EXPERTS,
        "基地满意度",
        "Satisfaction of the bases",
        unit="score",
        target="90",
        start="78",
        by="2027-06-30",
    )
    office.keep(f"adjust {EXPERTS} M2/due 2025-11-30")
    office.commit("Three plans drafted")


def measure(
    office: Office, pilot: str, zh: str, en: str, *, unit: str, target: str, by: str, start: str = "0",
    series: str = "level", way: str = "increase", level: str = "outcome", key: bool = False,
) -> None:  # fmt: skip
    """An indicator of a plan that is only proposed."""
    fields = {
        "title.zh": zh, "title.en": en, "level": level, "unit": unit, "direction": way, "reporting": series,
        "frequency": "quarterly", **({"key": "true"} if key else {}), "source.zh": "业务系统", "source.en": "business system", "baseline.value": start,
        "baseline.date": "2025-06-30", "target.value": target, "target.date": by,
    }  # fmt: skip
    options = " ".join(f"--field '{name}={value}'" for name, value in fields.items())
    office.keep(f"adjust {pilot} --kind add_indicator {options}")


def august(office: Office) -> None:
    """The approvals come; from here on a plan changes by filings alone."""
    office.on("2025-08-12")
    for pilot, number in (
        (TITLES, "云人社函〔2025〕41号"),
        (OVERSEAS, "云人社函〔2025〕42号"),
        (EXPERTS, "云人社函〔2025〕43号"),
    ):
        letter = office.paper(f"approval-{pilot}.txt", f"{number}\n同意实施。\n")
        office.keep(f"record evidence {pilot} {letter} --title-zh 批复 --title-en Approval --date 2025-08-11")
        office.keep(f"seal {pilot} --date 2025-08-11 --document {number} --evidence E1")
    office.refused(f"adjust {TITLES} M2/due 2026-01-31", "reason is missing")
    office.commit("Approvals sealed")


def september(office: Office) -> None:
    """The plans are issued; a first trouble; the first quarter ends."""
    office.on("2025-09-12")
    for pilot in (TITLES, OVERSEAS):
        office.keep(f"record done {pilot}/M1 --evidence E1")
    office.on("2025-09-18")
    office.keep(
        f"record bottleneck {TITLES} --title-zh 学历数据库无接口 --title-en 'No interface to the degree database' "
        "--kind data --severity major --owner yx-hrss --needs ministry"
    )
    office.keep(f"record done {EXPERTS}/M1 --date 2025-09-16 --evidence E1")
    office.on("2025-09-30")
    observe(office, "2025-09-30", titles=("6", "44"), online="14", served=("2025Q3", "210"), experts=("5", "79"))
    office.close_quarter("2025Q3")


def observe(
    office: Office, day: str, *, titles: tuple[str, str], experts: tuple[str, str],
    online: str | None = None, served: tuple[str, str] | None = None,
) -> None:  # fmt: skip
    """The figures of a quarter, each pilot's with its extract."""
    for pilot, values in ((TITLES, titles), (EXPERTS, experts)):
        number = extract(office, pilot, day)
        for name, value in zip(("I1", "I2"), values, strict=True):
            office.keep(f"record observe {pilot}/{name} --date {day} --value {value} --evidence {number}")
    if online is not None and served is not None:
        number = extract(office, OVERSEAS, day)
        office.keep(f"record observe {OVERSEAS}/I1 --date {day} --value {online} --evidence {number}")
        office.keep(f"record observe {OVERSEAS}/I2 --period {served[0]} --value {served[1]} --evidence {number}")


def extract(office: Office, pilot: str, day: str) -> str:
    """The data behind the figures of a quarter, filed; its id."""
    file = office.paper(f"{pilot}-{day}.csv", f"pilot,day\n{pilot},{day}\n")
    titles = f"--title-zh 监测数据{day} --title-en 'Monitoring data {day}'"
    said = office.keep(f"record evidence {pilot} {file} {titles} --kind dataset --date {day}")
    return said.partition(": ")[2].partition(" ")[0]


def report(office: Office, pilot: str, period: str, zh: str, en: str, more: str = "") -> None:
    """The unit's own words on a quarter."""
    office.keep(f"record report {pilot} --period {period} --progress-zh {zh} --progress-en '{en}' {more}")


def october(office: Office) -> None:
    """Reports are due by the 15th: two come in time, one late."""
    office.on("2025-10-13")
    report(
        office,
        TITLES,
        "2025Q3",
        "方案印发",
        "Plan issued",
        "--problems-zh 数据库无接口 --problems-en 'No interface yet'",
    )
    report(office, EXPERTS, "2025Q3", "方案印发", "Plan issued", "--next-zh 摸底 --next-en 'Survey of the bases'")
    office.on("2025-10-28")
    report(office, OVERSEAS, "2025Q3", "方案印发，系统招标", "Plan issued, tender for the system")
    office.keep(
        f"record publicity {OVERSEAS} --channel municipal --title-zh 一站式服务启动 --title-en 'One stop begins' --date 2025-10-24 --url https://example.org/one-stop"
    )
    office.commit("Reports on 2025Q3")


def november(office: Office) -> None:
    """A step is done early; another will be late, and is said so in time."""
    office.on("2025-11-14")
    rules = office.paper("rules.txt", "专家服务基地动态管理办法\n")
    office.keep(
        f"record evidence {EXPERTS} {rules} --title-zh 管理办法 --title-en 'Rules on the bases' --access public"
    )
    office.keep(f"record done {EXPERTS}/M2 --evidence E3 --note-zh 比计划提前 --note-en 'Earlier than planned'")
    office.on("2025-11-24")
    office.keep(f"record forecast {TITLES}/M2 --date 2025-12-20 --stated 2025-11-13")
    office.keep(f"record forecast {OVERSEAS}/M2 --date 2026-02-20")
    office.keep(
        f"record bottleneck {OVERSEAS} --title-zh 系统招标流标 --title-en 'Tender without a bidder' --kind procedure "
        "--severity critical --owner lp-hrss --needs city --due 2026-01-31"
    )
    office.commit("Rules on the bases; Linpu waits for its system")


def december(office: Office) -> None:
    """Nanjiao's rules come; the year ends."""
    office.on("2025-12-19")
    rules = office.paper("integrity.txt", "诚信档案管理办法\n")
    office.keep(f"record evidence {TITLES} {rules} --title-zh 诚信档案办法 --title-en 'Rules on integrity records'")
    office.keep(f"record done {TITLES}/M2 --date 2025-12-18 --evidence E3")
    office.on("2025-12-31")
    observe(office, "2025-12-31", titles=("18", "39"), online="16", served=("2025Q4", "260"), experts=("13", "80"))
    office.close_quarter("2025Q4")


def january(office: Office) -> None:
    """Linpu asks for a pause; Nanjiao lets the ministry know what holds it up."""
    office.on("2026-01-12")
    report(
        office, TITLES, "2025Q4", "办法印发", "Rules issued",
        "--matter 'data:ministry:B1={zh: 请部里开通学历比对接口, en: Please open the degree interface}'",
    )  # fmt: skip
    report(office, EXPERTS, "2025Q4", "办法印发，开始考核", "Rules issued, review begun")
    report(office, OVERSEAS, "2025Q4", "招标流标", "No bidder", "--problems-zh B1未解决 --problems-en 'B1 stays open'")
    office.keep(
        f"adjust {TITLES} M3/due 2026-05-15 --also M4/due=2026-07-15 --reason-zh 接口未开通 "
        "--reason-en 'The interface is not open yet' --document 南人社〔2026〕6号"
    )
    office.on("2026-01-19")
    office.keep(
        f"adjust {OVERSEAS} --kind suspension --reason-zh 等待重新招标 --reason-en 'Until the tender is repeated' "
        "--document 临人社〔2026〕3号"
    )
    office.on("2026-01-26")
    office.keep(f"decide {OVERSEAS} A1 approved --document 云人社函〔2026〕5号")
    office.refused(f"adjust {OVERSEAS} --kind suspension --reason x", "is suspended already")
    office.commit("Reports on 2025Q4; Linpu suspended")


def february(office: Office) -> None:
    """What Qingcen does becomes a practice; somebody looks at its papers."""
    office.on("2026-02-11")
    office.keep(
        f"record practice {EXPERTS} --title-zh 基地年度考核清单 --title-en 'Checklist of the yearly review' --kind service "
        "--text steps.zh=打分、公示、退出 --text 'steps.en=score, publish, close' --text conditions.zh=有基地名录 "
        "--text 'conditions.en=a register of bases' --indicator I1"
    )
    office.keep(f"record verify {EXPERTS}/E3 --by yx-eval --method original_seen")
    office.on("2026-02-25")
    office.refused(f"record practice {EXPERTS}/P1 --stage documented --document 青人社〔2026〕8号", "without cost")
    office.keep(
        f"record practice {EXPERTS}/P1 --stage documented --document 青人社〔2026〕8号 --text cost.zh=每年五万元 "
        "--text 'cost.en=50,000 CNY a year'"
    )
    office.refused(f"record observe {TITLES}/I1 --date 2025-12-31 --value 19", "is recorded already: 18")
    office.commit("A practice written down")


def march(office: Office) -> None:
    """Nanjiao asks for more time and for less; one is granted, one is not."""
    office.on("2026-03-09")
    office.keep(
        f"adjust {TITLES} term/end 2027-06-30 --also M6/due=2027-04-30 --reason-zh 接口开通较晚 "
        "--reason-en 'The interface comes late' --document 南人社〔2026〕11号"
    )
    office.keep(
        f"adjust {TITLES} I1/target/value 60 --reason-zh 只做两个系列 --reason-en 'Two series only' --document 南人社〔2026〕12号"
    )
    office.keep(
        f"adjust {TITLES} I2/target/value 30 --reason-zh 人手不足 --reason-en 'Too few hands' --document 南人社〔2026〕13号"
    )
    office.on("2026-03-24")
    office.keep(f"decide {TITLES} A2 approved --document 云人社函〔2026〕21号")
    office.keep(f"decide {TITLES} A3 approved --document 云人社函〔2026〕22号")
    office.keep(f"decide {TITLES} A4 rejected --document 云人社函〔2026〕23号")
    office.keep(
        f"adjust {TITLES} --kind add_milestone --field title.zh=第二批系列推开 --field 'title.en=More series' "
        "--field owner=nj-hrss --field due=2027-01-15 --reason-zh 延期后的节点 --reason-en 'A step of the longer term' "
        "--document 南人社〔2026〕15号"
    )
    office.on("2026-03-31")
    observe(office, "2026-03-31", titles=("29", "35"), experts=("24", "83"))
    office.keep(
        f"record incentive {EXPERTS} --kind funding --grantor qc-hrss --title-zh 考核奖补 --title-en 'Grant for the review' --amount 300000 --currency CNY"
    )
    office.close_quarter("2026Q1")


def april(office: Office) -> None:
    """Linpu goes on. A figure of March turns out to be wrong: it is restated, not hidden."""
    office.on("2026-04-10")
    report(
        office,
        TITLES,
        "2026Q1",
        "延期获批",
        "Extension granted",
        "--problems-zh B1未解决 --problems-en 'B1 stays open'",
    )
    report(office, EXPERTS, "2026Q1", "首轮考核进行中", "First review under way")
    report(
        office, OVERSEAS, "2026Q1", "暂停，重新招标", "Suspended, tender repeated",
        "--problems-zh B1将办结 --problems-en 'B1 is about to be settled'",
    )  # fmt: skip
    office.keep(
        f"adjust {OVERSEAS} M3/due 2026-09-30 --also M4/due=2026-10-31 --reason-zh 暂停一季度 --reason-en 'A quarter lost' "
        "--document 临人社〔2026〕18号"
    )
    office.keep(
        f"adjust {OVERSEAS} --kind add_milestone --field title.zh=系统试运行 --field 'title.en=System on trial' "
        "--field owner=lp-hrss --field due=2026-06-20 --reason-zh 补一节点 --reason-en 'A step on the way' "
        "--document 临人社〔2026〕19号"
    )
    office.on("2026-04-14")
    office.keep(f"record done {EXPERTS}/M3 --date 2026-04-09 --evidence E2")
    office.on("2026-04-20")
    office.keep(
        f"adjust {OVERSEAS} --kind resumption --reason-zh 招标完成 --reason-en 'Tender settled' --document 临人社〔2026〕20号"
    )
    office.keep(f"record forecast {OVERSEAS}/M2 --date 2026-06-15")
    office.keep(
        f"record resolve {OVERSEAS}/B1 --date 2026-04-17 --resolution-zh 重新招标完成 --resolution-en 'Tender repeated'"
    )
    office.keep(
        f"record reopen {OVERSEAS}/B1 --date 2026-04-20 --reason-zh 中标人弃标 --reason-en 'The winner withdrew'"
    )
    office.on("2026-04-23")
    office.keep(
        f"record resolve {OVERSEAS}/B1 --date 2026-04-22 --resolution-zh 第二中标人签约 "
        "--resolution-en 'The second bidder signed'"
    )
    office.keep(f"record acceptance {OVERSEAS}/B1 --by yx-hrss --document 云人社函〔2026〕29号")
    office.keep(f"decide {OVERSEAS} A4 approved --document 云人社函〔2026〕30号")
    office.keep(
        f"record observe {EXPERTS}/I1 --date 2026-03-31 --value 21 --force "
        "--note-zh 误计3项 --note-en 'Three projects were counted twice'"
    )
    office.commit("Linpu resumes; a figure of Qingcen restated")


def may(office: Office) -> None:
    """The interface opens; Nanjiao's trial is late. Others take over the checklist."""
    office.on("2026-05-15")
    office.keep(
        f"record resolve {TITLES}/B1 --resolution-zh 接口开通 --resolution-en 'Interface opened by the ministry'"
    )
    office.keep(f"record practice {EXPERTS}/P1 --stage endorsed --by yx-hrss --document 云人社函〔2026〕33号")
    office.on("2026-05-27")
    office.keep(
        f"record adoption {EXPERTS}/P1 --region 990400 --document 望人社〔2026〕14号 --text scale.zh=全市 --text scale.en='the whole city'"
    )
    office.keep(
        f"record done {TITLES}/M3 --date 2026-05-20 --evidence E3 --note-zh 迟于计划 --note-en 'Later than planned'"
    )
    office.commit("The interface opens; Wanglan takes over the checklist")


def june(office: Office) -> None:
    """The year is over."""
    office.on("2026-06-18")
    office.keep(f"record done {OVERSEAS}/M2 --date 2026-06-15 --evidence E3")
    office.keep(f"record done {OVERSEAS}/M7 --date 2026-06-15 --evidence E3")
    office.keep(f"record adoption {EXPERTS}/P1 --org lp-hrss --document 临人社〔2026〕31号")
    office.on("2026-06-30")
    observe(office, "2026-06-30", titles=("41", "31"), online="31", served=("2026Q2", "380"), experts=("33", "86"))
    office.close_quarter("2026Q2")
