"""The inputs of each table: name, kind, unit, allowed range, codes. They become the manifests' `columns`."""

from __future__ import annotations

from dataclasses import dataclass

Text = tuple[str, str]  # English, Chinese


@dataclass(frozen=True)
class Column:
    """One input. `low` to `high` are in `unit`; outside of them a row is not assessed."""

    name: str
    title: Text
    unit: str | None = None  # UCUM; None for a code
    low: float = 0.0
    high: float = 0.0
    choices: tuple[tuple[str, float, Text], ...] = ()  # cell, code that the graph is fed, what it means
    ordered: bool = True  # False: the codes are names, not steps
    missing: tuple[str, ...] = ()  # cells that mean "not known" beside the empty ones
    aliases: tuple[str, ...] = ()
    log: bool = False  # skewed: the graph works on ln(value)
    indicator: bool = False  # the graph is told where the cell was empty
    range_source: str = ""

    @property
    def codes(self) -> list[float]:
        return [code for _, code, _ in self.choices]


def yes_no(name: str, en: str, zh: str, **more: object) -> Column:
    """0 = no, 1 = yes."""
    return Column(name, (en, zh), choices=(("0", 0, ("no", "否")), ("1", 1, ("yes", "是"))), **more)


def words(*pairs: tuple[str, str, str]) -> tuple[tuple[str, float, Text], ...]:
    """Cells that are words, coded 0, 1, 2 ... in the order given."""
    return tuple((cell, float(code), (en, zh)) for code, (cell, en, zh) in enumerate(pairs))


def numbered(first: int, *meanings: Text) -> tuple[tuple[str, float, Text], ...]:
    """Cells that are whole numbers from `first` on."""
    return tuple((str(first + at), float(first + at), text) for at, text in enumerate(meanings))


SEX = (("0", 0.0, ("female", "女")), ("1", 1.0, ("male", "男")))
CODEBOOK = "CDC BRFSS 2015 codebook: the values that the question allows"
WIDE = "wider than any value of the training table, within what an adult can survive; a value outside is taken for a typing error or another unit"

_AGE_CLASSES = ["18-24", *[f"{low}-{low + 4}" for low in range(25, 80, 5)], "80+"]

BRFSS = [
    yes_no("HighBP", "Ever told to have high blood pressure", "曾被告知高血压"),
    yes_no("HighChol", "Ever told to have high cholesterol", "曾被告知胆固醇偏高"),
    yes_no("CholCheck", "Cholesterol checked within 5 years", "5 年内查过胆固醇"),
    Column("BMI", ("Body mass index", "体质指数"), "kg/m2", 10, 100, log=True, range_source=WIDE),
    yes_no("Smoker", "Smoked 100 cigarettes or more in life", "一生吸烟达 100 支"),
    yes_no("PhysActivity", "Physical activity outside work in the last 30 days", "近 30 天工作之外有体力活动"),
    yes_no("AnyHealthcare", "Has any health care coverage", "有医疗保障"),
    Column(
        "GenHlth",
        ("General health, own judgement", "自评总体健康"),
        choices=numbered(1, ("excellent", "极好"), ("very good", "很好"), ("good", "好"), ("fair", "一般"), ("poor", "差")),
    ),
    Column("MentHlth", ("Days of poor mental health in 30", "30 天内精神状态不佳的天数"), "d", 0, 30, range_source=CODEBOOK),
    Column("PhysHlth", ("Days of poor physical health in 30", "30 天内身体状态不佳的天数"), "d", 0, 30, range_source=CODEBOOK),
    Column("Sex", ("Sex", "性别"), choices=SEX),
    Column(
        "Age",
        ("Age class", "年龄段"),
        choices=numbered(1, *[(f"{years} years", f"{years} 岁") for years in _AGE_CLASSES]),
    ),
]

NHANES = [
    Column("Gender", ("Sex", "性别"), choices=words(("female", "female", "女"), ("male", "male", "男"))),
    Column("Age", ("Age (80 = 80 and more)", "年龄（80 表示 80 岁及以上）"), "a", 0, 130, range_source="an age"),
    Column("BMI", ("Body mass index", "体质指数"), "kg/m2", 10, 100, log=True, indicator=True, range_source=WIDE),
    Column("BPSysAve", ("Systolic pressure, mean reading", "收缩压（平均）"), "mm[Hg]", 50, 300, indicator=True, range_source=WIDE),
    Column("BPDiaAve", ("Diastolic pressure, mean reading", "舒张压（平均）"), "mm[Hg]", 10, 200, missing=("0",), range_source=WIDE),
    Column("Pulse", ("Pulse", "脉搏"), "/min", 25, 250, range_source=WIDE),
    Column("DirectChol", ("HDL cholesterol", "高密度脂蛋白胆固醇"), "mmol/L", 0.1, 8, log=True, indicator=True, range_source=WIDE),
    Column("TotChol", ("Total cholesterol", "总胆固醇"), "mmol/L", 0.5, 25, log=True, range_source=WIDE),
    Column(
        "HealthGen",
        ("General health, own judgement", "自评总体健康"),
        choices=words(("Excellent", "excellent", "极好"), ("Vgood", "very good", "很好"), ("Good", "good", "好"), ("Fair", "fair", "一般"), ("Poor", "poor", "差")),
        indicator=True,
    ),
    Column("DaysPhysHlthBad", ("Days of poor physical health in 30", "30 天内身体状态不佳的天数"), "d", 0, 30, range_source="the question allows 0 to 30"),
    Column("SleepHrsNight", ("Sleep on a work night", "工作日夜间睡眠"), "h", 1, 24, range_source="hours of a day"),
    Column("SleepTrouble", ("Told a doctor of trouble sleeping", "曾向医生诉睡眠困难"), choices=words(("No", "no", "否"), ("Yes", "yes", "是"))),
    Column("PhysActive", ("Moderate or vigorous activity", "有中等或剧烈体力活动"), choices=words(("No", "no", "否"), ("Yes", "yes", "是"))),
    Column("Smoke100", ("Smoked 100 cigarettes or more in life", "一生吸烟达 100 支"), choices=words(("No", "no", "否"), ("Yes", "yes", "是"))),
    Column("AlcoholYear", ("Days with alcohol in the last year", "过去一年饮酒天数"), "d", 0, 366, indicator=True, range_source="days of a year"),
    Column(
        "Education",
        ("Education", "教育程度"),
        choices=words(("8thGrade", "8th grade or less", "八年级及以下"), ("9_11thGrade", "9th to 11th grade", "九至十一年级"), ("HighSchool", "high school", "高中"), ("SomeCollege", "some college", "大专或肄业"), ("CollegeGrad", "college graduate", "大学毕业")),
    ),
    Column("Poverty", ("Family income to poverty line (5 = 5 and more)", "家庭收入与贫困线之比（5 表示 5 及以上）"), "1", 0, 5, range_source="capped at 5 by the survey"),
]

HEART_DISEASE = [
    Column("age", ("Age", "年龄"), "a", 0, 130, range_source="an age"),
    Column("sex", ("Sex", "性别"), choices=SEX),
    Column(
        "cp",
        ("Chest pain", "胸痛类型"),
        choices=numbered(1, ("typical angina", "典型心绞痛"), ("atypical angina", "不典型心绞痛"), ("other pain", "非心绞痛性胸痛"), ("no pain", "无症状")),
        ordered=False,
    ),
    Column("trestbps", ("Resting systolic pressure", "静息收缩压"), "mm[Hg]", 50, 300, missing=("0",), range_source=WIDE),
    Column("chol", ("Serum cholesterol", "血清胆固醇"), "mg/dL", 40, 1000, missing=("0",), log=True, range_source=WIDE),
    yes_no("fbs", "Fasting glucose above 120 mg/dL", "空腹血糖高于 120 mg/dL"),
    Column(
        "restecg",
        ("Resting ECG", "静息心电图"),
        choices=numbered(0, ("normal", "正常"), ("ST-T change", "ST-T 改变"), ("left ventricular hypertrophy", "左室肥厚")),
        ordered=False,
    ),
    Column("thalach", ("Highest heart rate under load", "负荷最大心率"), "/min", 40, 250, range_source=WIDE),
    yes_no("exang", "Angina under load", "负荷诱发心绞痛"),
    Column("oldpeak", ("ST depression under load against rest", "负荷相对静息的 ST 段压低"), "mm", -6, 12, range_source=WIDE),
    Column(
        "slope",
        ("ST slope at peak load", "负荷高峰 ST 段斜率"),
        choices=numbered(1, ("rising", "上斜型"), ("flat", "水平型"), ("falling", "下斜型")),
    ),
    Column(
        "ca",
        ("Large vessels seen in fluoroscopy", "透视可见的大血管数"),
        choices=numbered(0, ("0", "0"), ("1", "1"), ("2", "2"), ("3", "3")),
    ),
    Column(
        "thal",
        ("Thallium scan", "铊心肌显像"),
        choices=(("3", 3.0, ("normal", "正常")), ("6", 6.0, ("fixed defect", "固定缺损")), ("7", 7.0, ("reversible defect", "可逆缺损"))),
        ordered=False,
    ),
]

HEART_FAILURE = [
    Column("age", ("Age", "年龄"), "a", 0, 130, range_source="an age"),
    yes_no("anaemia", "Anaemia", "贫血"),
    Column("creatinine_phosphokinase", ("Creatine kinase", "肌酸激酶"), "U/L", 5, 100000, log=True, range_source=WIDE),
    yes_no("diabetes", "Diabetes", "糖尿病"),
    Column("ejection_fraction", ("Ejection fraction", "射血分数"), "%", 5, 90, range_source=WIDE),
    yes_no("high_blood_pressure", "High blood pressure", "高血压"),
    Column("platelet", ("Platelets", "血小板"), "/uL", 5000, 3000000, aliases=("platelets",), log=True, range_source=WIDE),
    Column("serum_creatinine", ("Serum creatinine", "血清肌酐"), "mg/dL", 0.1, 30, log=True, range_source=WIDE),
    Column("serum_sodium", ("Serum sodium", "血清钠"), "mmol/L", 95, 190, range_source=WIDE),
    Column("sex", ("Sex", "性别"), choices=SEX),
    yes_no("smoking", "Smokes", "吸烟"),
]
