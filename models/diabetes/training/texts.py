"""What the manifests and cards say in words, for each package."""

from __future__ import annotations

from dataclasses import dataclass

Text = tuple[str, str]  # English, Chinese
SNOMED = "http://snomed.info/sct"


@dataclass(frozen=True)
class Words:
    title: Text
    label_title: Text
    code: tuple[str, str]  # SNOMED CT
    estimates: Text
    positive: Text
    negative: Text
    use: Text
    exclusions: list[Text]
    source: str
    data_licence: str
    citation: str
    cohort: Text


_PREVALENT: Text = (
    "The probability that a person like this has already been told to have diabetes. Not the risk of getting it later.",
    "此类人群目前已被告知患有糖尿病的概率，并非将来发病的风险。",
)
_DIABETES_POSITIVE: Text = (
    "Habits and history are like those of people who have diabetes: a blood test (glucose or HbA1c) can settle it. Not a diagnosis.",
    "生活习惯与病史与糖尿病人群相近，建议以血糖或糖化血红蛋白检测明确，不构成诊断。",
)
_DIABETES_NEGATIVE: Text = (
    "Below the threshold. This does not rule diabetes out: only a blood test does.",
    "低于阈值；不能据此排除糖尿病，须以血液检测为准。",
)
_KNOWN_DIABETES: Text = ("People who are known to have diabetes: there is nothing to estimate", "已确诊糖尿病者：无须估计")
_PREGNANT: Text = ("Pregnancy", "妊娠期")

WORDS = {
    "diabetes": Words(
        title=("Diabetes from a telephone survey's questions (BRFSS)", "基于健康问卷的糖尿病现患估计（BRFSS）"),
        label_title=("Diabetes (prevalent)", "糖尿病（现患）"),
        code=("73211009", "Diabetes mellitus"),
        estimates=_PREVALENT,
        positive=_DIABETES_POSITIVE,
        negative=_DIABETES_NEGATIVE,
        use=(
            "Research use. Adults in the United States who answered the 2015 survey's twelve questions; to choose whom to offer a blood test.",
            "仅供研究。适用于回答 2015 年该调查十二个问题的美国成人；用于选择可建议血液检测的人。",
        ),
        exclusions=[
            ("Under 18 years", "18 岁以下"),
            _KNOWN_DIABETES,
            _PREGNANT,
            ("Populations other than adults of the United States without an own local check", "未经本地核查的美国以外人群"),
        ],
        source="CDC Behavioral Risk Factor Surveillance System 2015, balanced subset of 12 inputs made from the public table \"Diabetes Health Indicators\"",
        data_licence="public domain (US CDC); the derived table CC0",
        citation="Centers for Disease Control and Prevention. Behavioral Risk Factor Surveillance System Survey Data 2015. Atlanta, Georgia: US Department of Health and Human Services.",
        cohort=("BRFSS 2015, nested cross-validation, re-weighted", "BRFSS 2015，嵌套交叉验证，按患病率重新加权"),
    ),
    "diabetes-nhanes": Words(
        title=("Diabetes from examination and habits (NHANES)", "基于体检与生活习惯的糖尿病现患估计（NHANES）"),
        label_title=("Diabetes (prevalent)", "糖尿病（现患）"),
        code=("73211009", "Diabetes mellitus"),
        estimates=_PREVALENT,
        positive=_DIABETES_POSITIVE,
        negative=_DIABETES_NEGATIVE,
        use=(
            "Research use. Adults from 20 years as in the US national examination survey 2009-2012; to choose whom to offer a blood test.",
            "仅供研究。适用于 20 岁及以上、与美国 2009-2012 年全国健康与营养调查相似的成人；用于选择可建议血液检测的人。",
        ),
        exclusions=[
            ("Under 20 years", "20 岁以下"),
            _KNOWN_DIABETES,
            _PREGNANT,
            ("Populations other than adults of the United States without an own local check", "未经本地核查的美国以外人群"),
        ],
        source="CDC National Health and Nutrition Examination Survey 2009-2012, the table of ProjectMOSAIC/NHANES",
        data_licence="public domain (US CDC)",
        citation="Centers for Disease Control and Prevention, National Center for Health Statistics. National Health and Nutrition Examination Survey Data 2009-2012. Hyattsville, MD.",
        cohort=("NHANES 2009-2012, persons from 20 years, nested cross-validation by person", "NHANES 2009-2012，20 岁及以上，按人嵌套交叉验证"),
    ),
    "heart-disease": Words(
        title=("Coronary disease in patients referred for angiography (UCI)", "拟行冠脉造影患者的冠心病估计（UCI）"),
        label_title=("Angiographic coronary disease", "造影证实的冠状动脉病变"),
        code=("53741008", "Coronary arteriosclerosis"),
        estimates=(
            "The probability that angiography shows a narrowing of more than half the diameter, in patients who are being referred for it. Not a risk of later events.",
            "已被转诊行冠脉造影者，造影显示管径狭窄超过一半的概率；并非将来事件的风险。",
        ),
        positive=(
            "Findings are like those of referred patients with a narrowed coronary artery. Angiography decides. Not a diagnosis.",
            "各项所见与造影证实有冠脉狭窄的转诊患者相近，以造影为准，不构成诊断。",
        ),
        negative=("Below the threshold. This does not rule coronary disease out.", "低于阈值；不能据此排除冠心病。"),
        use=(
            "Research use. Adults referred for coronary angiography before July 1988 at four sites (Cleveland, Budapest, Long Beach, Zurich with Basel); to learn how findings go together.",
            "仅供研究。适用于与 1988 年 7 月之前四个中心（克利夫兰、布达佩斯、长滩、苏黎世及巴塞尔）转诊行冠脉造影患者相似的成人；用于了解各项所见的关系。",
        ),
        exclusions=[
            ("People who are not referred for angiography: the share of disease there is far lower", "未被转诊行造影者：其患病比例低得多"),
            ("Under 25 or over 85 years", "25 岁以下或 85 岁以上"),
            ("Known coronary disease, stents or bypasses", "已知冠心病、支架或搭桥术后"),
        ],
        source="UCI Machine Learning Repository 45: Cleveland, Hungary, Switzerland, VA Long Beach",
        data_licence="CC BY 4.0",
        citation="Janosi A, Steinbrunn W, Pfisterer M, Detrano R. Heart Disease. UCI Machine Learning Repository 1989, doi:10.24432/C52P4X. Detrano R et al. International application of a new probability algorithm for the diagnosis of coronary artery disease. Am J Cardiol 1989;64:304-310.",
        cohort=("UCI heart disease, four sites, repeated nested cross-validation", "UCI 心脏病数据，四中心，重复嵌套交叉验证"),
    ),
    "heart-failure": Words(
        title=("Death in heart failure during follow-up (UCI)", "心力衰竭患者随访期内死亡估计（UCI）"),
        label_title=("Death during follow-up", "随访期内死亡"),
        code=("419099009", "Dead"),
        estimates=(
            "The probability of death within a follow-up of 4 to 285 days (mean 129 in the training table). Patients were followed for different times, so it belongs to no fixed span.",
            "4 至 285 天（训练数据平均 129 天）随访期内死亡的概率。各患者随访时间不同，故不对应固定时限。",
        ),
        positive=(
            "Findings are like those of patients who died during follow-up: review treatment and how often the patient is seen.",
            "各项所见与随访期内死亡的患者相近，建议复核治疗方案与随访频率。",
        ),
        negative=("Below the threshold. This does not mean that the risk is low.", "低于阈值；并不表示风险低。"),
        use=(
            "Research use. Patients from 40 years with left ventricular systolic dysfunction in NYHA class III or IV, as admitted to two hospitals of Faisalabad from April to December 2015.",
            "仅供研究。适用于 40 岁及以上、左室收缩功能不全、NYHA III 至 IV 级、与 2015 年 4 至 12 月费萨拉巴德两家医院收治者相似的患者。",
        ),
        exclusions=[
            ("Under 40 or over 100 years", "40 岁以下或 100 岁以上"),
            ("NYHA class I or II", "NYHA I 至 II 级"),
            ("Treatment of today: that of the cohort is not recorded", "现行治疗：该队列未记录治疗情况"),
        ],
        source="UCI Machine Learning Repository 519",
        data_licence="CC BY 4.0",
        citation="Chicco D, Jurman G. Machine learning can predict survival of patients with heart failure from serum creatinine and ejection fraction alone. BMC Med Inform Decis Mak 2020;20:16, doi:10.1186/s12911-020-1023-5. Data: UCI Machine Learning Repository, doi:10.24432/C5Z89R; Ahmad T et al. PLoS ONE 2017;12:e0181001.",
        cohort=("UCI heart failure, repeated nested cross-validation", "UCI 心力衰竭数据，重复嵌套交叉验证"),
    ),
}


def both(text: Text) -> dict[str, str]:
    return {"en": text[0], "zh-CN": text[1]}
