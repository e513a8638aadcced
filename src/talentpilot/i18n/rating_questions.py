"""What evaluators are asked: the fifteen items, the scale, the evidence levels and the vetoes, in both languages.

The judged items follow the OECD DAC criteria in their 2019 wording (effectiveness, the sixth, is computed as results);
those of replicability follow what is known to make a practice travel (credible, observable, relevant, of advantage,
easy, compatible, testable), with what a province asks besides: capacity, means, and whether it was done elsewhere.
"""

from dataclasses import dataclass
from typing import Literal

from talentpilot.i18n.translator import translator_for
from talentpilot.model.base import Text
from talentpilot.model.evaluation import Veto

Group = Literal["judgement", "replicability"]
FactGroup = Literal[
    "pilot", "milestones", "indicators", "adjustments", "bottlenecks", "practices", "adoptions", "incentives",
    "evidence", "coverage",
]  # fmt: skip
"""The groups of facts shown beside the questions."""


@dataclass(frozen=True, slots=True)
class RatingItem:
    """An item that reviewers rate from 0 to 3; `facts` are the groups to look at before answering."""

    name: str
    group: Group
    question: Text
    facts: tuple[FactGroup, ...]

    @property
    def title(self) -> Text:
        """The name of the item."""
        return in_words(self.name, "criterion")


ITEMS: tuple[RatingItem, ...] = (
    RatingItem(
        "relevance", "judgement",
        Text(
            zh="试点做得对不对路？目标和设计是否回应了人才和用人单位的真实问题、符合政策导向，情况变化后是否仍然适用？",
            en="Is it doing the right thing? Do objective and design answer a real problem of talent and employers and "
            "the policy they serve, and do they still when circumstances change?",
        ),
        ("pilot", "bottlenecks", "adjustments"),
    ),
    RatingItem(
        "coherence", "judgement",
        Text(
            zh="试点与其他政策、改革和同领域的工作是否衔接？是相互配套，还是重复或冲突？",
            en="Does it fit? Does it go together with other policies, reforms and work in the same field, adding to "
            "them without duplication or conflict?",
        ),
        ("pilot", "bottlenecks", "practices"),
    ),
    RatingItem(
        "efficiency", "judgement",
        Text(
            zh="投入的资金、人力和时间与取得的成果是否相称？与其他办法相比是否节约，是否按时推进？",
            en="Is it worth its means? Are money, staff and time in proportion to what was achieved, compared with "
            "other ways of doing it, and was it done in time?",
        ),
        ("milestones", "indicators", "practices", "incentives"),
    ),
    RatingItem(
        "impact", "judgement",
        Text(
            zh="试点带来了什么变化？除直接成果外，有哪些更大范围的影响（有利的或不利的、预期的或意外的），能否归因于试点？",
            en="What difference does it make? Which wider effects are there beyond its direct results, good or bad, "
            "intended or not, and can they be traced to the pilot?",
        ),
        ("indicators", "evidence", "coverage"),
    ),
    RatingItem(
        "sustainability", "judgement",
        Text(
            zh="成效能否持续？试点的特殊支持结束后，制度、机构、经费和人员能否支撑下去？",
            en="Will it last? Can rules, organization, money and staff carry the benefits on once the pilot's special "
            "support has ended?",
        ),
        ("practices", "incentives", "bottlenecks"),
    ),
    RatingItem(
        "credible", "replicability",
        Text(
            zh="成效是否有可靠的证据支撑，数据能否核实、复算，其他地方的主管部门看了会不会相信？",
            en="Do the results rest on sound evidence that can be checked and recomputed, such that authorities "
            "elsewhere would believe them?",
        ),
        ("evidence", "indicators", "coverage"),
    ),
    RatingItem(
        "observable", "replicability",
        Text(
            zh="群众、人才和用人单位能否实际看到、感受到变化？其他地方来看能否看得见？",
            en="Can those concerned, and visitors from elsewhere, see and feel the change in practice?",
        ),
        ("indicators", "practices", "evidence"),
    ),
    RatingItem(
        "relevant", "replicability",
        Text(
            zh="所解决的问题是否也是其他地方普遍存在、迫切需要解决的？",
            en="Is the problem that it solves common and pressing in other places too?",
        ),
        ("pilot", "bottlenecks", "adoptions"),
    ),
    RatingItem(
        "advantage", "replicability",
        Text(
            zh="与现行做法和其他可行办法相比，优势是否明显，足以促使其他地方改变做法？",
            en="Is it clearly better than present practice and other ways, enough for others to change theirs?",
        ),
        ("indicators", "practices"),
    ),
    RatingItem(
        "easy", "replicability",
        Text(
            zh="步骤是否清楚简单，其他地方的工作人员能否学会并照着做？",
            en="Are the steps clear and simple enough for staff elsewhere to learn and to follow?",
        ),
        ("practices", "milestones"),
    ),
    RatingItem(
        "compatible", "replicability",
        Text(
            zh="是否符合法律法规和现行政策，与其他地方的制度、权限和工作方式是否相容？",
            en="Does it keep to law and policy, and go together with the rules, powers and ways of working elsewhere?",
        ),
        ("practices", "adjustments", "bottlenecks"),
    ),
    RatingItem(
        "testable", "replicability",
        Text(
            zh="其他地方能否先小范围试行、看到结果再决定是否全面采用？",
            en="Can others try it on a small scale and see results before they commit themselves?",
        ),
        ("practices", "adoptions"),
    ),
    RatingItem(
        "capacity", "replicability",
        Text(
            zh="其他地方是否具备所需的人员、技术、数据和组织条件，或者能在合理时间内具备？",
            en="Do other places have the staff, technology, data and organization that it takes, or can they get them "
            "within reasonable time?",
        ),
        ("practices", "bottlenecks", "incentives"),
    ),
    RatingItem(
        "affordable", "replicability",
        Text(
            zh="没有试点的额外支持，其他地方的财力能否承担一次性投入和日常运行费用？",
            en="Can other places bear the outlay and the running cost from their own means, without what the pilot was "
            "given besides?",
        ),
        ("practices", "incentives"),
    ),
    RatingItem(
        "replicated", "replicability",
        Text(
            zh="试点以外的地方或单位是否已经采用，并取得了相近的结果？",
            en="Has it been done by others outside the pilot already, with similar results?",
        ),
        ("adoptions", "evidence"),
    ),
)  # fmt: skip
"""The items in the order of the evaluation file."""

SCALE: tuple[Text, ...] = (
    Text(zh="完全没有", en="not at all"),
    Text(zh="较少", en="little"),
    Text(zh="较大程度上", en="substantially"),
    Text(zh="完全做到", en="fully"),
)
"""The meaning of the ratings 0 to 3."""

VETO_QUESTIONS: dict[Veto, Text] = {
    "legal_breach": Text(
        zh="试点是否存在违法违规行为？", en="Did the pilot break the law or binding rules?"
    ),
    "serious_harm": Text(
        zh="试点是否给个人或单位造成了严重损害？", en="Did the pilot do serious harm to persons or organizations?"
    ),
    "data_fabrication": Text(
        zh="是否存在编造、篡改数据或证明材料的情况？", en="Were data or proofs made up or falsified?"
    ),
    "policy_boundary_exceeded": Text(
        zh="试点是否突破了授权范围或国家政策边界？",
        en="Did the pilot go beyond its mandate or the bounds of national policy?",
    ),
}  # fmt: skip
"""Each veto as a question; a yes stops the pilot whatever its scores are."""


def evidence_levels() -> tuple[Text, ...]:
    """Return the meaning of the evidence levels 0 to 4."""
    return tuple(in_words(str(level), "evidence_level") for level in range(5))


def in_words(code: str, group: str) -> Text:
    """Return a code of the ledger in both languages."""
    return Text(zh=translator_for("zh").term(code, group), en=translator_for("en").term(code, group))
