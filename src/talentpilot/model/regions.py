"""The province-level regions of GB/T 2260 with their ISO 3166-2 codes, and XPCC."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from talentpilot.model.base import Language


class Region(NamedTuple):
    """A region: `kind` is municipality, province, autonomous region, SAR, corps, or a level of the programme's own."""

    code: str
    iso_3166_2: str
    zh: str
    en: str
    kind: str

    def name(self, language: "Language") -> str:
        """Return the name in that language."""
        return self.zh if language == "zh" else self.en


_TABLE = """
110000,CN-BJ,北京市,Beijing,municipality
120000,CN-TJ,天津市,Tianjin,municipality
130000,CN-HE,河北省,Hebei,province
140000,CN-SX,山西省,Shanxi,province
150000,CN-NM,内蒙古自治区,Inner Mongolia,autonomous region
210000,CN-LN,辽宁省,Liaoning,province
220000,CN-JL,吉林省,Jilin,province
230000,CN-HL,黑龙江省,Heilongjiang,province
310000,CN-SH,上海市,Shanghai,municipality
320000,CN-JS,江苏省,Jiangsu,province
330000,CN-ZJ,浙江省,Zhejiang,province
340000,CN-AH,安徽省,Anhui,province
350000,CN-FJ,福建省,Fujian,province
360000,CN-JX,江西省,Jiangxi,province
370000,CN-SD,山东省,Shandong,province
410000,CN-HA,河南省,Henan,province
420000,CN-HB,湖北省,Hubei,province
430000,CN-HN,湖南省,Hunan,province
440000,CN-GD,广东省,Guangdong,province
450000,CN-GX,广西壮族自治区,Guangxi,autonomous region
460000,CN-HI,海南省,Hainan,province
500000,CN-CQ,重庆市,Chongqing,municipality
510000,CN-SC,四川省,Sichuan,province
520000,CN-GZ,贵州省,Guizhou,province
530000,CN-YN,云南省,Yunnan,province
540000,CN-XZ,西藏自治区,Xizang,autonomous region
610000,CN-SN,陕西省,Shaanxi,province
620000,CN-GS,甘肃省,Gansu,province
630000,CN-QH,青海省,Qinghai,province
640000,CN-NX,宁夏回族自治区,Ningxia,autonomous region
650000,CN-XJ,新疆维吾尔自治区,Xinjiang,autonomous region
710000,CN-TW,台湾省,Taiwan,province
810000,CN-HK,香港特别行政区,Hong Kong,SAR
820000,CN-MO,澳门特别行政区,Macao,SAR
XPCC,,新疆生产建设兵团,Xinjiang Production and Construction Corps,corps
"""

REGIONS: dict[str, Region] = {
    region.code: region for region in (Region(*line.split(",")) for line in _TABLE.strip().splitlines())
}


def region_contains(outer: str, inner: str) -> bool:
    """Return whether a region lies inside another, or is the same, by the digits of GB/T 2260 codes."""
    if outer == inner:
        return True
    if len(outer) != 6 or len(inner) != 6:
        return False
    if outer.endswith("0000"):
        return inner.startswith(outer[:2])
    return outer.endswith("00") and inner.startswith(outer[:4])
