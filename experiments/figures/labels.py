"""Every text of the figures in English and Simplified Chinese; new characters need a fresh font subset."""

from __future__ import annotations

from experiments.figures.style import signed
from experiments.words.labels import INCOME, POVERTY, outcome_label

TEXTS: dict[str, tuple[str, str]] = {
    # trajectories
    "trajectories.title": (
        "Income and poverty of residents under each scenario, {first}–{last}",
        "各情景下居民收入与贫困状况，{first}–{last}年",
    ),
    "trajectories.difference": ("Difference to the baseline", "与基准情景的差异"),
    "trajectories.start": ("policies differ from {year}", "{year}年起政策不同"),
    "trajectories.history": ("history", "历史"),
    "trajectories.levels": (
        "Levels: means of {n} seeds, with bands from the 5th to the 95th percentile of the seeds (90 %). ",
        "水平值：线为{n}个随机种子的均值，色带为各种子的第5至第95百分位（90%）。",
    ),
    "trajectories.differences": (
        "Differences: mean of the paired differences on equal seeds and its 90 % interval. ",
        "差异：相同种子配对差异的均值及其90%区间。",
    ),
    "trajectories.caption": (
        "Numbers at the lines: value in {last}. Constant 2020 yuan. A synthetic township, not a forecast of "
        "a named place.",
        "线端数字为{last}年的值。金额为2020年不变价。对象为合成乡镇，不是对任何真实地方的预测。",
    ),
    # differences
    "differences.title": (
        "Difference to the baseline, average of {first}–{last}",
        "与基准情景的差异，{first}–{last}年平均",
    ),
    "differences.caption": (
        "Points: mean of paired differences on {n} equal seeds; bars: 90 % interval of this mean. Hollow "
        "grey diamond: the interval includes zero, no clear difference. Return to poverty: of households "
        "once registered as poor. Constant 2020 yuan.",
        "点为{n}个相同随机种子的配对差异均值；横线为该均值的90%区间。灰色空心菱形：区间包含零，差异不明确。返"
        "贫率以已脱贫的建档立卡户为基数。金额为2020年不变价。",
    ),
    "interval": ("{mean} ({low} to {high})", "{mean}（{low}至{high}）"),
    # who gains
    "who_gains.title": (
        "Households better and worse off than in the baseline, by income before the policies",
        "与基准情景相比受益和受损的家庭，按政策前收入分组",
    ),
    "who_gains.axis": (
        "← worse off     % of households     better off →",
        "← 受损     家庭占比（%）     受益 →",
    ),
    "who_gains.mean": ("mean,\nyuan", "平均\n（元）"),
    "who_gains.caption": (
        "Each household is compared with itself in the baseline on the same seed: income per person after "
        "own medical bills, average of {first}–{last}; better or worse off from a difference of 1 %, so a "
        "small sum for everybody does not show in the bars. Fifths of households by income in {before}. "
        "Right: mean difference per person, in brackets where its 90 % interval includes zero. Means of "
        "{n} seeds, {households} households per fifth and seed.",
        "每户与其在同一随机种子、基准情景下的自身相比：扣除自付医疗费后的人均收入，{first}–{last}年平均；差异达"
        "到1%计为受益或受损，因此人人略有增加不会显示在条形中。按{before}年收入将家庭分为五等份。右侧为人均差异"
        "的平均值，90%区间包含零时加括号。"
        "{n}个随机种子的均值，每个种子每组{households}户。",
    ),
    "Q1": ("Poorest fifth", "最低20%"),
    "Q2": ("Second", "次低20%"),
    "Q3": ("Middle", "中间20%"),
    "Q4": ("Fourth", "次高20%"),
    "Q5": ("Richest fifth", "最高20%"),
    # cost plane
    "cost_plane.title": (
        "Public cost and income gain of each scenario, average of {period}",
        "各情景增加的公共支出与居民收入，{period}年平均",
    ),
    "cost_plane.cost": (
        "Public cost above the baseline, yuan per resident and year",
        "比基准情景增加的公共支出（元/人·年）",
    ),
    "cost_plane.gain": (
        "Income above the baseline, yuan per resident and year",
        "比基准情景增加的收入（元/人·年）",
    ),
    "cost_plane.line": ("the same money\npaid as cash", "同样的钱\n直接发放现金"),
    "cost_plane.caption": (
        "Points: mean of paired differences on {n} equal seeds; crosses: 90 % intervals. {line}"
        "Income only: other goals are not in this picture. Constant 2020 yuan.",
        "点为{n}个相同随机种子的配对差异均值；十字线为90%区间。{line}本图只看收入，不含其他目标。金额为2020年不变价。",
    ),
    "cost_plane.above": (
        "Above the dashed line a scenario raises income by more than the same money as cash would. ",
        "点在虚线上方，表示该情景的增收多于把同样的钱平均发放现金。",
    ),
}
"""Every text by name: (English, Chinese)."""


DRAWN = (
    *(INCOME, POVERTY, "gini"),
    *("return_to_poverty_rate", "migrant_share", "enterprise_jobs"),
)
"""The outcomes whose differences are drawn, in this order."""


def text(key: str, lang: str, **values: object) -> str:
    """Return a text in a language.

    Examples
    --------
    >>> text("Q1", "en")
    'Poorest fifth'
    """
    return TEXTS[key][lang == "zh"].format(**values)


def difference_text(outcome: str, lang: str, mean: float, low: float, high: float) -> str:
    """Return a difference of an outcome and its interval in the unit of its label."""
    label = outcome_label(outcome)
    numbers = {
        name: signed(value * label.scale, label.difference_digits)
        for name, value in (("mean", mean), ("low", low), ("high", high))
    }
    return text("interval", lang, **numbers) if low == low else numbers["mean"]
