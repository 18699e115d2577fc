"""Why the model misses a pattern, as far as it is known, and which mechanism would be needed."""

from __future__ import annotations

from sim.outcomes.units import CHINESE

_POOREST = (
    "in the data the poorest fifth falls behind; households without able labour would have to grow less",
    "数据中最低收入组增长落后；模型中缺少劳动力的农户收入增长需慢于其他农户",
)
_FIFTHS = (
    "a mean follows the level of income; its share follows fixed differences between households",
    "各组均值取决于总体收入水平，占比取决于农户间固定差异",
)
_GROWTH = (
    "steady growth of farming and of pay is an input here; a path that bends needs causes in the model",
    "农业和工资的稳定增长是模型输入；路径的变化需要模型内的原因",
)
_SOURCES = (
    "in the data pay and transfers gain on business; jobs near home and money sent home would have to grow"
    " faster than farming",
    "数据中工资和转移收入占比上升；需要就近就业和寄回收入增长快于农业",
)
_POOR_LEVEL = (
    "one number lowers all productivity alike; catching up would need programmes that raise income for good",
    "模型只用一个参数整体降低生产率；追赶需要能持久增收的项目",
)
_POOR_SOURCES = (
    "poor counties have fewer jobs near home and live more from farming; the place would need its own share"
    " of county jobs",
    "贫困县就近就业少、更依赖农业；该类地区需要单独的县域就业参数",
)
_MIGRANTS = (
    "the data count fewer residents as townships turn urban and families leave for good; the model would need"
    " faster permanent exits",
    "数据中常住人口因城镇化和举家迁出而减少；模型需要更快的永久迁出",
)
_VILLAGES = (
    "the study spans ten provinces and the model one township: differences between counties are missing",
    "调查覆盖十个省而模型只有一个乡镇：缺少县与县之间的差异",
)
_ILLNESS = (
    "bills fall alike on rich and poor here; illness that lasts and care that the poor go without are"
    " missing",
    "模型中医疗费与贫富无关；缺少长期患病和穷人放弃就医的机制",
)

REASONS: dict[str, tuple[str, str]] = {
    "income": _GROWTH,
    "income_growth": _GROWTH,
    "hebei_income": ("no place of the model is Hebei", "模型中没有对应河北的地区"),
    "poor_income": _POOR_LEVEL,
    "poor_income_growth": _POOR_LEVEL,
    "hebei_poor_income": _POOR_LEVEL,
    **{f"{name}_share": _SOURCES for name in ("wage", "business", "property", "transfer")},
    **{f"poor_{name}_share": _POOR_SOURCES for name in ("wage", "business", "property", "transfer")},
    "property_with_dividends": (
        "profit of own enterprises exceeds all property income of the data: the bureau books it as business",
        "自办企业利润超过统计中的全部财产净收入：统计部门将其计入经营净收入",
    ),
    "business_share_falls": _SOURCES,
    "transfer_share_rises": _SOURCES,
    **{f"quintile_{kind}_1": _POOREST for kind in ("mean", "share")},
    **{f"quintile_mean_{number}": _FIFTHS for number in (2, 3, 4, 5)},
    **{f"quintile_share_{number}": _FIFTHS for number in (2, 3, 4, 5)},
    "quintile_ratio": _POOREST,
    "quintile_ratio_rises": _POOREST,
    "headcount": (
        "official counts rest on several criteria and years and end at zero; incomes of a single year do not",
        "官方统计依据多项标准和多年情况并归零；单一年份的收入不会如此",
    ),
    "migrants_per_registered": _MIGRANTS,
    "migrants_away_of_all": _MIGRANTS,
    "migrant_mean_age": (
        "the data count local migrants, who are older, and cohorts that age away from home; here the"
        " distance weighs more with age",
        "数据包含年龄较大的本地农民工，且外出者随代际老化；模型中外出成本随年龄上升",
    ),
    "pay_gap": (
        "both pays are inputs; only who goes and who stays moves their ratio",
        "两类工资均为输入；只有外出与留守者的构成影响其比值",
    ),
    "poor_with_illness": _ILLNESS,
    "illness_poverty_ratio": _ILLNESS,
    "income_lag_correlation": (
        "fixed differences between households outweigh shocks, or the surveys err more than is assumed here",
        "农户间固定差异大于冲击，或调查误差大于此处假设",
    ),
    "enterprise_exit_rate": (
        "an enterprise closes after losses as well as by chance; the basic chance would have to change",
        "企业既因亏损也因偶然因素退出；需调整基本退出概率",
    ),
    "enterprise_stock": (
        "entries depend on profits of the township and do not just replace exits",
        "新设企业取决于本地盈利，并非只替代退出企业",
    ),
    "growth_shape": (
        "shocks to sales are normal here; a tent shape needs shocks whose size varies between enterprises",
        "模型中销售冲击为正态；尖峰分布需要因企业而异的冲击幅度",
    ),
    "growth_sd_by_size": (
        "shocks are alike for all sizes here; large enterprises would need several products",
        "模型中冲击与规模无关；大企业需要多种产品以分散风险",
    ),
    "members_without_service": (
        "members who once sign a contract keep it while the cooperative lives",
        "社员一旦签约便随合作社持续",
    ),
    "villages_below_50k": (
        "grants and project payments reach most collectives; the start was set without them",
        "补助和项目分红惠及多数村集体；初始分布未考虑这些收入",
    ),
    "village_spread": _VILLAGES,
    "gini": _FIFTHS,
    "consumption_rate": (
        "the saving rule is the same in all years; income that lasts would have to count more",
        "各年储蓄规则相同；需要更多考虑持久收入",
    ),
    "project_idle_share": (
        "money idle at the end of a year is released in the next one here",
        "模型中年末闲置资金次年即拨付使用",
    ),
    "project_closure_share": (
        "the model counts projects that close, for whatever reason; audits count money lost",
        "模型统计因任何原因关闭的项目；审计统计损失资金",
    ),
}
"""English and Chinese by target."""

UNKNOWN = ("no mechanism is known yet", "尚无已知机制")


def reason(target: str, lang: str) -> str:
    """Return what would be needed to meet a target.

    Examples
    --------
    >>> reason("pay_gap", "en")
    'both pays are inputs; only who goes and who stays moves their ratio'
    """
    english, chinese = REASONS.get(target, UNKNOWN)
    return chinese if lang == CHINESE else english
