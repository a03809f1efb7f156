"""The names of cohorts and groups that the program shows beside figures, in its two languages."""

from __future__ import annotations

from settings import MEMBERS

OUT_OF_FOLD = {
    "en": f"out of fold: {MEMBERS}-fold patient-wise cross-validation of the films of Kermany et al. 2018 (children 1 to 5 years), "
    "each film scored by the one member that never saw its patient",
    "zh-CN": f"折外结果：在Kermany等2018年发布的胸片（1至5岁儿童）上按患者分组的{MEMBERS}折交叉验证，每张胸片由未见过该患者的那个成员网络评分",
}
VALIDATION = {
    "en": "kept-apart patients of the same source, never trained on and no part of any choice but the limit on the members' range, the limits of the "
    "gate and the kinds of cover that the neutral zone was tried with; the whole ensemble with the shipped rules",
    "zh-CN": "同一来源的留出患者，未参与训练；除成员间差异上限、质量检查界值及用于试验中性区的遮挡方式外，未参与任何选择；使用发布版规则的完整集成模型",
}
SHIFTED = {
    "en": "every second of the same kept-apart films, plain and under fifteen imitated changes of exposure, framing, sharpness and archive, pooled",
    "zh-CN": "上述留出胸片每两张取一张，原片与模拟的十五种曝光、取景、清晰度及存档改变合并统计",
}
SWAPPED = {
    "en": f"{VALIDATION['en']}; lung fields put into the frame of another film",
    "zh-CN": f"{VALIDATION['zh-CN']}；将肺野置入另一张胸片的边框",
}
ADULTS = {
    "en": "adults (NIH ChestX-ray14 subset, 64 px, outside the intended use), abnormal against no finding",
    "zh-CN": "成人（NIH ChestX-ray14子集，64像素，超出预期用途），有异常所见与无异常所见比较",
}

_CHINESE = {
    "bacteria against normal": "细菌性标注与正常比较",
    "virus against normal": "病毒性标注与正常比较",
    "normal films of number series IM": "编号系列IM的正常胸片",
    "normal films of number series NORMAL2-IM": "编号系列NORMAL2-IM的正常胸片",
    "no black border (under 0.1 % of the pixels)": "无黑边（不足像素的0.1%）",
    "some black border (0.1 to 10 %)": "少量黑边（0.1%至10%）",
    "much black border (over 10 %)": "大量黑边（超过10%）",
    "lowest file numbers of each series": "各系列编号最小的胸片",
    "bacterial against viral pattern, pneumonia films": "肺炎胸片：细菌性与病毒性影像模式比较",
    "lungs covered (film's mean)": "遮盖肺野（填充全片均值）",
    "lungs covered (mid grey)": "遮盖肺野（填充中灰）",
    "lungs covered (black)": "遮盖肺野（填充黑色）",
    "lungs covered (noise)": "遮盖肺野（填充噪声）",
    "lung ovals covered (film's mean)": "遮盖肺野椭圆区（填充全片均值）",
    "lung ovals covered (mid grey)": "遮盖肺野椭圆区（填充中灰）",
    "lung ovals covered (black)": "遮盖肺野椭圆区（填充黑色）",
    "by the label of the lungs": "按肺野来源胸片的标注",
    "by the label of the frame's donor": "按边框来源胸片的标注",
    "adults": "成人",
}
GROUPS = {english: {"en": english, "zh-CN": chinese} for english, chinese in _CHINESE.items()}
