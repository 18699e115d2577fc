"""Every sentence and label that commands print, in English and Chinese, in one place."""

# ruff: noqa: E501 (sentences stay whole)

from __future__ import annotations

from experiments.measures.comparison import COST_PER_RESIDENT
from sim.outcomes import OUTCOMES
from sim.outcomes.units import Label, label_of

INCOME = "income_per_capita"
POVERTY = "poverty_headcount_net_6000"

HEADLINE = (INCOME, POVERTY, "gini", COST_PER_RESIDENT)
"""The outcomes of the short table, in its order."""

YEAR_COLUMNS = (
    *(INCOME, "income_net_of_medical", POVERTY, "gini", "migrant_share"),
    *("local_job_share", "residents", "fiscal_cost_per_resident"),
)
"""The columns of the year table of one run."""

DERIVED = {
    COST_PER_RESIDENT: label_of(
        COST_PER_RESIDENT,
        OUTCOMES["fiscal_cost_per_resident"].unit,
        ("Public cost per resident of the baseline", "人均财政支出（按基准情景常住人口）"),
        ("public cost per resident", "人均财政支出"),
    ),
}
"""What comparisons add to the outcomes of the model."""


def outcome_label(name: str) -> Label:
    """Return how an outcome is shown; one that nobody states shows its own name."""
    return OUTCOMES.get(name) or DERIVED.get(name) or label_of(name, "", (name, name))


TEXTS: dict[str, tuple[str, str]] = {
    "compiling": (
        "Compiling the model's kernels: once on this machine, at most about 20 seconds ...",
        "正在编译模型内核：本机只需一次，最多约20秒 ……",
    ),
    "compiled": ("Kernels ready after {seconds:.0f} s; later calls start at once.", "内核已就绪，用时{seconds:.0f}秒；以后运行无需再编译。"),
    "reach": ("{key} = {value} in: {titles}; the other scenarios keep their own value.", "{key} = {value}仅用于：{titles}；其他情景保持各自取值。"),
    "simulating": ("Simulating", "模拟"),
    "partial": ("PARTIAL, {n} of {total} seeds so far, {period}:", "阶段性结果，已完成{n}/{total}个随机种子，{period}："),
    "partial_line": ("  {title}: income per resident {difference} yuan a year", "  {title}：人均收入{difference}元/年"),
    "headline": (
        "Rural revitalization, one simulated township, {residents} residents: {period} averages against the baseline",
        "乡村振兴模拟，一个合成乡镇，常住人口{residents}人：{period}年均值，与基准情景相比",
    ),
    "verdict_clear": (
        "{title}: income per resident {direction} by {size} yuan a year ({low} to {high}), {percent}.",
        "{title}：人均收入{direction}{size}元/年（{low}至{high}），即{percent}。",
    ),
    "verdict_unclear": (
        "{title}: no clear effect on income per resident ({low} to {high} yuan a year){settle}.",
        "{title}：对人均收入没有明确影响（{low}至{high}元/年）{settle}。",
    ),
    "verdict_none": (
        "{title}: no difference to the baseline in any seed.",
        "{title}：所有随机种子下均与基准情景无差异。",
    ),
    "verdict_single": (
        "{title}: income per resident differs by {size} yuan a year in one seed; no interval from one seed.",
        "{title}：在一个随机种子下，人均收入相差{size}元/年；只有一个种子，无法给出区间。",
    ),
    "settle": ("; about {n} seeds might settle it", "；约需{n}个随机种子才能判断"),
    "higher": ("is higher", "提高"),
    "lower": ("is lower", "降低"),
    "cash_beyond": (
        "  Costs {cost} yuan per resident a year above the baseline; the same money as cash{scaled} would leave income {gap} yuan {word} ({low} to {high}).",
        "  比基准情景每人每年多花{cost}元；同样的钱若直接发放现金{scaled}，人均收入会比本情景{word}{gap}元（{low}至{high}）。",
    ),
    "cash_same": (
        "  Costs {cost} yuan per resident a year above the baseline; no clear difference to the same money as cash{scaled}; cash less this scenario: {low} to {high} yuan.",
        "  比基准情景每人每年多花{cost}元；与同样的钱直接发放现金{scaled}相比，人均收入差异不明确：现金比本情景{low}至{high}元。",
    ),
    "saves": ("  Costs {cost} yuan per resident a year less than the baseline.", "  比基准情景每人每年少花{cost}元。"),
    "cash_missing": ("  Costs {cost} yuan per resident a year above the baseline.", "  比基准情景每人每年多花{cost}元。"),
    "scaled": (" (its effect scaled to this cost)", "（效果按该成本折算）"),
    "cash_lower": ("lower", "低"),
    "cash_higher": ("higher", "高"),
    "ranking": ("Told apart by income alone, whatever they cost: {order}.{rest}", "只看人均收入、不计成本，可以区分高低的有：{order}。{rest}"),
    "not_ranked": (" All other pairs are not told apart and not ranked.", "其余情景两两之间无法区分，不作排序。"),
    "nothing_ranked": ("By income no two scenarios are told apart; there is no ranking.", "按人均收入无法区分任何两个情景，不作排序。"),
    "table_title": ("Difference to the baseline, mean of {period} (± half the width of the 90 % interval)", "与基准情景的差异，{period}年均值（±为90%区间的半宽）"),
    "baseline_level": ("baseline level", "基准水平"),
    "beyond_cash": ("income beyond equal-cost cash", "超出等成本现金的收入"),
    "winners_title": (
        "Who gains: % of households more than 1 % better / worse off than the same household in the baseline, by income per person\n"
        "after own medical bills, mean of the last five years (in brackets: mean difference, yuan per person a year;\n"
        "its intervals are in winners.csv). Smaller changes count as neither, even if everybody gains a little. Fifths by income\n"
        "before the policies.",
        "谁受益：与基准情景中的同一户相比，收入增加/减少超过1%的家庭占比（括号内为平均差异，元/人·年，其区间见winners.csv）。\n"
        "收入指扣除自付医疗费后的人均收入，取最后五年平均；变化不足1%的两边都不计，即使人人都略有增加。按政策实施前的收入分为五组。",
    ),
    "initial_income": ("by initial income", "按初始收入"),
    "poorest": ("poorest fifth", "收入最低20%"),
    "richest": ("richest fifth", "收入最高20%"),
    "fifth": ("fifth {n}", "收入第{n}组"),
    "all": ("all", "全部"),
    "able_none": ("without able labour", "无劳动力"),
    "elite_yes": ("tied to cadres", "与村干部有关系"),
    "goals_title": (
        "Five goals of rural revitalization, scores of 100 on fixed goalposts, mean of {period}: baseline, and difference to it (± half the 90 % interval)",
        "乡村振兴五大目标，按固定标准评分（满分100），{period}年均值：基准情景得分及与基准情景的差异（±为90%区间的半宽）",
    ),
    "goals_measured": ("measured against data", "有数据可比的目标"),
    "goals_internal": ("model-internal scores, weak data", "模型内部评分，数据基础薄弱"),
    "goals_index": ("index of all five", "五项综合指数"),
    "goals_weights": (
        "Which scenario has the highest index depends on weights: of {n} random weightings of the goals, {list}.",
        "综合指数的高低取决于权重：在{n}组随机权重中，{list}。",
    ),
    "goals_first": ("{title} is first in {share} % (rank {low} to {high})", "{title}排第一的占{share}%（名次{low}至{high}）"),
    "goals_sure": (
        "Ranks are of means over seeds; scores of 100 are no measure of how good a village is to live in.",
        "名次按随机种子均值排列；得分并不衡量一个村是否宜居。",
    ),
    "goals_open": (
        "No scenario is first under {share} % of the weightings, so none is called best. Ranks are of means over seeds.",
        "没有任何情景在{share}%的权重下排第一，因此不称任何情景为最优。名次按随机种子均值排列。",
    ),
    "bands": (
        "Paired differences on equal seeds, n = {n}; 90 % t interval over seeds. Money in yuan of 2020. Intervals across zero are not "
        "ranked; each interval stands alone, so among many some exclude zero by chance.",
        "{n}个相同随机种子上的配对差异；区间为随机种子间的90% t区间。金额为2020年不变价。区间跨零的不排序；各区间单独成立，比较较多时个别区间可能因偶然而不含零。",
    ),
    "limits": (
        "Limits: a model of one synthetic township on published data, not a forecast of a real place; effects rest on "
        "the stated sources and assumptions, and seeds do not cover doubt about parameters.",
        "局限：模型依据公开数据构造一个合成乡镇，不是对任何真实地区的预测；效果取决于所列来源与假设，随机种子不反映参数本身的不确定性。",
    ),
    "limits_ensemble": (
        "Limits: a model of one synthetic township on published data, not a forecast of a real place; effects rest on "
        "the stated sources and assumptions. Intervals hold luck and {n} sets of parameters, one for each seed; "
        "whether the model has the right form is not in them.",
        "局限：模型依据公开数据构造一个合成乡镇，不是对任何真实地区的预测；效果取决于所列来源与假设。区间包含运气和{n}组参数（每个种子一组），不反映模型形式本身的不确定性。",
    ),
    "files": ("Tables{figures}: {folder}", "数据表{figures}：{folder}"),
    "and_figures": (" and {n} figure files", "及{n}个图形文件"),
    "seconds": ("{runs} runs in {seconds:.0f} s", "{runs}次运行，用时{seconds:.0f}秒"),
    "failed": ("{n} of {total} seeds failed and are left out; the first error: {error}", "{total}个随机种子中有{n}个运行失败，已剔除；首个错误：{error}"),
    "beyond": ("{scenario}: would act only after the last year, {last}, so it changes nothing: {keys}.", "{scenario}：以下设置在最后一年（{last}年）之后才起作用，因此不产生任何变化：{keys}。"),
    "interrupted": (
        "Interrupted: {n} of {total} seeds are complete and kept. The same command goes on from there.",
        "已中断：保留{total}个随机种子中已完成的{n}个。再次运行同一命令即可继续。",
    ),
    "more_seeds": (
        "{n} seeds: the widest half-width is {widest:.4g}, wanted are {target:.4g}; going on to {wanted} seeds",
        "{n}个随机种子：最大区间半宽为{widest:.4g}，目标为{target:.4g}；继续运行到{wanted}个种子",
    ),
    "stopped_by_looking": (
        "Seeds were added until the half-width of {outcome} was at most {target:.4g}, or none were left; intervals that are looked at"
        " repeatedly are a little too narrow.",
        "逐步增加随机种子，直到{outcome}的区间半宽不大于{target:.4g}或种子用尽；多次查看会使区间略微偏窄。",
    ),
    "settled": (
        "Settled with {n} seeds: the widest half-width is {widest:.4g}, wanted are {target:.4g}.",
        "{n}个随机种子已达到目标：最大区间半宽为{widest:.4g}，目标为{target:.4g}。",
    ),
    "not_settled": (
        "NOT settled with all {n} seeds: the widest half-width is {widest:.4g}, wanted are {target:.4g}; raise replicates=.",
        "全部{n}个随机种子仍未达到目标：最大区间半宽为{widest:.4g}，目标为{target:.4g}；可增大replicates=。",
    ),
    "sweep_title": (
        "{points} points in {contexts} on {n} seeds, mean of {period}; differences from the baseline, 90 % intervals (±).",
        "{contexts}、{points}个参数点、{n}个随机种子，{period}年均值；与基准情景之差，±为90%区间半宽。",
    ),
    "one_context": ("one context", "一个背景情景"),
    "contexts": ("{n} contexts", "{n}个背景情景"),
    "sweep_sorted": (
        "Sorted by mean income, {shown} of {points}: this is no ranking, points are compared with the baseline only. All: comparison.csv.",
        "按人均收入均值排列，显示{points}个中的{shown}个：这不是排名，各点只与基准比较。全部结果见comparison.csv。",
    ),
    "across_title": (
        "{contexts} on {n} seeds, mean of {period}: median difference from the own baseline (5th to 95th percentile of contexts).",
        "{contexts}，{n}个随机种子，{period}均值：与各自基准之差的中位数（背景间第5至95百分位）。",
    ),
    "across_higher": ("income higher in", "收入较高的背景占比"),
    "across_note": (
        "Contexts are states of the world, not forecasts: how often they come true is not known. Each with its values: comparison.csv.",
        "背景是可能的世界状态，不是预测，其发生概率未知。各背景的取值和结果见comparison.csv。",
    ),
    "sweep_stored": ("{done} of {total} runs are stored, {found} of them from before", "共{total}次运行，已保存{done}次，其中{found}次此前已完成"),
    "sweep_interrupted": (
        "Interrupted: {done} of {total} runs are kept in {folder}. The same command goes on from there; tables are made at the end.",
        "已中断：{total}次运行中已完成的{done}次保存在{folder}。再次运行同一命令即可继续；全部完成后生成数据表。",
    ),
    "sweep_failed": ("{n} runs failed and are left out; the first: {place}: {error}", "{n}次运行失败，已剔除；首个：{place}：{error}"),
    "point": ("point", "参数点"),
    "seeds_column": ("n", "n"),
    "year": ("year", "年份"),
    "no_difference": ("no differences from the baseline", "与基准情景无差异"),
    "differs": ("What differs from the baseline:", "与基准情景的差异："),
    "references": ("References:", "参考文献："),
    "expected": ("Expected direction (+ rises, - falls, 0+ from nothing to a rise, 0- from nothing to a fall, ? open):", "预期方向（+上升，-下降，0+从无变化到上升，0-从无变化到下降，?不定）："),
    "question": ("Question: ", "问题："),
    "changes": ("Change: ", "变化："),
    "from_year": ("from {year} on:", "自{year}年起："),
    "channel": ("Channel: ", "作用途径："),
    "first_effect": ("First-order effect: ", "直接效果："),
    "rises": ("rises", "上升"),
    "falls": ("falls", "下降"),
    "failure_modes": ("How it can fail: ", "可能出现的问题："),
    "caution": ("Mind: ", "注意："),
    "lever_parameters": ("Parameters of the lever:", "该政策的参数："),
    "plausible": ("plausible", "合理范围"),
    "group_baseline": ("Status quo", "现状"),
    "group_levers": ("One lever raised", "单项政策加强"),
    "group_package": ("Package and cash", "政策组合与等成本现金"),
    "group_frictions": ("Frictions switched off (what if, not policies)", "去除障碍（假设情景，并非政策）"),
    "group_withdrawal": ("Support that ends", "帮扶到期退出"),
    "group_stress": ("Bad years", "冲击年份"),
    "group_other": ("Others", "其他"),
    "ended": ("{title}, ended after {year}", "{title}（{year}年后退出）"),
    "ended_lever": ("{title}, {lever} ended after {year}", "{title}（{lever}于{year}年后退出）"),
    "withdrawal_title": (
        "After the end of support in {year}: {title} less {other}, which goes on (± half the width of the 90 % interval)",
        "{year}年帮扶退出之后：{title}与持续实施的{other}相比的差异（±为90%区间的半宽）",
    ),
    "goes_on": ("{label}, support goes on", "{label}，帮扶持续"),
    "difference": ("difference", "差异"),
    "lever": ("lever", "政策"),
    "dose": ("dose", "力度"),
    "gain_per_yuan": ("income gained per yuan", "每元投入带来的收入"),
    "first_outcome": ("what it moves first", "直接作用的指标"),
    "sign": ("expected", "预期"),
    "effect": ("effect", "效果"),
    "met": ("as expected", "是否符合预期"),
    "met_yes": ("yes", "是"),
    "met_no": ("no", "否"),
    "met_unclear": ("unclear", "不明确"),
    "lever_table_title": ("Each lever alone", "逐项政策比较"),
    "lever_table": (
        "Each lever is raised alone from dose {base}; all else stays as in: {start}. Differences to it, mean of {period}, with 90 % intervals over {n} equal seeds. Dose 0.5 is the upper end of the range taken as policy, 1 a stress test. No gain per yuan is given where the cost is not clearly above zero.",
        "每次只把一项政策从力度{base}提高，其余与“{start}”相同。表中为与其的差异，{period}年均值，方括号内为{n}个相同随机种子的90%区间。力度0.5为政策取值范围的上限，1为压力测试。成本不明确大于零时，不给出每元投入带来的收入。",
    ),
    "cash_title": ("The same money as cash", "同样的钱直接发放现金"),
    "cash_told": (
        "What the lever in this row cost more, paid to every resident in equal parts, year by year and seed by seed.",
        "把该行政策多花的钱逐年、逐种子平均发给每位居民。",
    ),
    "first_title": ("Does the lever do what it is meant to do first?", "政策是否产生预期的直接效果？"),
    "first_told": (
        "The sign was stated before any run. Income and poverty follow from it by the behaviour of everybody, and may do so or not.",
        "预期方向在运行之前给定。收入与贫困是否随之变化，取决于各方的行为。",
    ),
    "ablations_title": ("Each mechanism switched off", "逐项关闭机制"),
    "ablations": (
        "Each mechanism is switched off alone, from the first year on; all else stays as in: {start}. Differences to it, mean of {period}, with 90 % intervals over {n} equal seeds; bold: the interval excludes zero.",
        "每次只关闭一项机制，自第一年起生效，其余与“{start}”相同。表中为与其的差异，{period}年均值，方括号内为{n}个相同随机种子的90%区间；粗体表示区间不含零。",
    ),
    "without": ("without", "关闭的机制"),
}  # fmt: skip
"""Message name to (English, Chinese)."""


def text(name: str, lang: str, **values: object) -> str:
    """Return a message in a language with its values filled in."""
    return TEXTS[name][lang == "zh"].format(**values)


def looking(lang: str, outcome: str, target: float) -> list[str]:
    """Return what must be said where the number of seeds depended on what they showed."""
    return [text("stopped_by_looking", lang, outcome=outcome, target=target)] if outcome else []


def limits(lang: str, n_members: int = 0) -> str:
    """Return what intervals hold and leave out, for a study over some sets of parameters or over none."""
    return text("limits_ensemble", lang, n=n_members) if n_members else text("limits", lang)
