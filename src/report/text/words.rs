//! Single words and fixed phrases: one variant, both languages.

use super::Lang;
use crate::domain::Text;

/// Declares an enum of words; a variant without both languages does not compile.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident: $zh:literal, $en:literal;)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum $name { $($(#[$doc])* $variant,)* }

        impl $name {
            /// Every word of this list, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),*];

            /// The word in one language.
            pub fn in_lang(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $(($name::$variant, Lang::Zh) => $zh, ($name::$variant, Lang::En) => $en,)*
                }
            }

            /// The word in both languages.
            pub fn text(self) -> Text {
                Text {
                    zh: self.in_lang(Lang::Zh).to_owned(),
                    en: self.in_lang(Lang::En).to_owned(),
                }
            }
        }
    };
}
pub(super) use words;

words! {
    /// What a series measures. English words are in sentence-internal form: lower case.
    SeriesWord {
        /// Output of a commodity or process, t.
        Production: "产量", "production";
        /// What the market asks for, t.
        Demand: "需求量", "demand";
        /// Demand that capacity, quota or ration did not allow to meet, t.
        UnmetDemand: "未满足需求量", "unmet demand";
        /// Apparent or derived consumption, t.
        Consumption: "消费量", "consumption";
        /// Output less consumption inside the region, t.
        NetExport: "净调出量", "net export";
        /// Bought from outside the modelled regions, t.
        Import: "外购量", "purchases from outside";
        /// Observed difference between a product and what its input allows, t.
        ResidualTrade: "余量调剂", "residual trade";
        /// Capacity in place at the year's end, t/a.
        Capacity: "产能", "capacity";
        /// Capacity moved to a better efficiency class in the year.
        CapacityRetrofitted: "能效改造产能", "capacity retrofitted";
        /// Output over capacity.
        Utilisation: "产能利用率", "capacity utilisation";
        /// Part of a whole.
        Share: "占比", "share";
        /// How far a declared share is missed.
        ShareMissed: "占比缺口", "share missed";
        /// Products in use, t.
        InUseStock: "社会蓄积量", "in-use stock";
        /// Use by other processes, t.
        Use: "使用量", "use";
        /// Energy use, purchased electricity at its equivalent value, tce.
        EnergyEquivalent: "能源消费量（当量值）", "energy use (equivalent value)";
        /// Energy use, purchased electricity at the heat rate of its generation, tce.
        EnergyHeatRate: "能源消费量（等价值）", "energy use (heat-rate basis)";
        /// Energy per t of product.
        EnergyIntensity: "单位产品综合能耗", "energy intensity";
        /// Coal, tce or t.
        Coal: "煤炭消费量", "coal use";
        /// Coal by its heat, tce.
        CoalEnergy: "煤炭消费量（热值）", "coal use by heat";
        /// Fuel of any kind.
        Fuel: "燃料消费量", "fuel use";
        /// All electricity used, MWh.
        Electricity: "用电量", "electricity use";
        /// Electricity made from own waste heat, gas and pressure.
        ElectricityOwn: "余能自发电量", "own generation from waste energy";
        /// Electricity from the works' own fuel-fired plant.
        ElectricityCaptive: "自备电厂供电量", "captive power";
        /// Electricity bought from the grid.
        ElectricityPurchased: "外购电量", "purchased electricity";
        /// Electricity per t of product.
        ElectricityIntensity: "单位产品电耗", "electricity intensity";
        /// Carbon dioxide, the reporting boundary's total.
        Emissions: "二氧化碳排放量", "CO₂ emissions";
        /// Scope 1.
        EmissionsScope1: "二氧化碳排放量（范围一）", "CO₂ emissions (scope 1)";
        /// Scope 2 by the grid's average factor.
        EmissionsScope2Location: "二氧化碳排放量（范围二，基于位置）", "CO₂ emissions (scope 2, location-based)";
        /// Scope 2 by contracts and residual mix.
        EmissionsScope2Market: "二氧化碳排放量（范围二，基于市场）", "CO₂ emissions (scope 2, market-based)";
        /// From the process's own chemistry.
        EmissionsProcess: "工业过程二氧化碳排放量", "process CO₂ emissions";
        /// What calibration adds.
        EmissionsCalibration: "校准项二氧化碳排放量", "CO₂ emissions from calibration";
        /// In bought-in materials, a memo item.
        EmissionsUpstream: "外购原料上游二氧化碳排放量", "upstream CO₂ emissions of purchases";
        /// Output at its price, CNY.
        OutputValue: "产值", "output value";
        /// Output value without what the region uses of its own output.
        NetOutputValue: "产值（扣除自用）", "output value (net of own use)";
        /// Value added at a declared rate.
        ValueAdded: "增加值", "value added";
        /// CO2 per output value.
        EmissionsPerValue: "单位产值二氧化碳排放量", "CO₂ emissions per output value";
        /// Energy per output value.
        EnergyPerValue: "单位产值能耗", "energy use per output value";
        /// All costs, CNY.
        Cost: "成本", "cost";
        /// Annual payments for new, relined and retrofitted capacity.
        CostCapital: "资本成本", "capital cost";
        /// Of capacity that stands.
        CostFixed: "固定成本", "fixed cost";
        /// Of output, besides what is taken.
        CostVariable: "其他可变成本", "other variable cost";
        /// Commodities from outside.
        CostInputs: "外购原料成本", "cost of bought inputs";
        /// Scrap.
        CostScrap: "废料成本", "cost of scrap";
        /// Fuels and heat.
        CostFuel: "燃料成本", "cost of fuel";
        /// Purchased electricity.
        CostElectricity: "外购电成本", "cost of electricity";
        /// Carbon beyond free allocation.
        CostCarbon: "碳成本", "carbon cost";
        /// Cost per t of output, without what is taken of others in the region.
        UnitCost: "单位成本（不含自产中间品）", "unit cost (without own intermediates)";
        /// Cost per t from capacity built in the year.
        LevelisedCost: "平准化单位成本（新建）", "levelised cost (new capacity)";
        /// Paid per MWh bought.
        ElectricityPrice: "外购电价", "price of electricity";
        /// What tiers add to it.
        ElectricityAdder: "阶梯电价加价", "tiered price adder";
        /// Allowances that are free.
        FreeAllocation: "免费配额", "free allocation";
        /// Part of what retires that is rebuilt on a route.
        RouteShare: "重建工艺占比", "share rebuilt as";
        /// What demand is multiplied by.
        DemandResponse: "需求对成本的响应", "demand response to cost";
        /// CO2 per t of product.
        EmissionIntensity: "二氧化碳排放强度", "CO₂ emission intensity";
        /// CO2 caught and stored or used, t.
        Captured: "二氧化碳捕集量", "CO₂ captured";
        /// Waste or by-product made, t.
        Waste: "产生量", "generation";
        /// Waste put to use, t.
        WasteUsed: "综合利用量", "utilised";
        /// Old waste taken from stock and put to use, t.
        WasteUsedFromStock: "存量利用量", "used from stock";
        /// Waste treated elsewhere, t.
        WasteDisposed: "处置量", "disposed";
        /// Waste made per t of product.
        WasteIntensity: "单位产品产生量", "generation per tonne of product";
        /// Waste put to use over waste made.
        WasteUsedShare: "综合利用率", "utilisation rate";
        /// Waste lying in stock at the year's end, t.
        WasteStock: "累计堆存量", "stockpile";
        /// Metal charged, t.
        MetalCharged: "金属投入量", "charged";
        /// Metal charged in scrap, t.
        MetalInScrap: "废料含金属量", "in scrap";
        /// Metal that leaves in products, t.
        MetalInProduct: "产品含金属量", "in product";
        /// Metal in residues, t.
        MetalInResidues: "渣尘含金属量", "in residues";
        /// Metal charged and declared nowhere, t.
        MetalLosses: "金属损失量", "losses";
        /// Metal in products over metal charged.
        MetalRecovery: "金属回收率", "recovery";
    }
}

words! {
    /// Entries of the account of capacity credits.
    CreditWord {
        /// The account itself.
        Account: "产能指标", "capacity credits";
        /// Balance at the start of the year.
        Opening: "期初结余", "opening balance";
        /// Gained by closing capacity.
        Earned: "新增", "earned";
        /// Bought from other owners.
        Bought: "购入", "bought";
        /// Used for new capacity.
        Spent: "使用", "spent";
        /// Sold to other owners.
        Sold: "出售", "sold";
        /// Expired unused.
        Lapsed: "失效", "lapsed";
        /// Balance at the end of the year.
        Closing: "期末结余", "closing balance";
    }
}

words! {
    /// What is told about recycled material; the material's own name goes before.
    ScrapWord {
        /// Available over the year, t.
        Supply: "供应量", "supply";
        /// Charged to furnaces, t.
        Use: "用量", "use";
        /// Left over and sold elsewhere, t.
        Sales: "外销量", "sales outside";
        /// Charged per t of product.
        Ratio: "比", "ratio";
    }
}

words! {
    /// Words inside charts.
    ChartWord {
        /// Before the divider.
        History: "历史", "History";
        /// After the divider.
        Projection: "预测", "Projection";
        /// The middle quantile.
        Median: "中位数", "Median";
        /// The run with every uncertain input at its central value.
        CentralRun: "中心情景", "Central run";
        /// The sum of a stack.
        Total: "合计", "Total";
        /// Header of the first column of data tables.
        Year: "年份", "Year";
        /// An observed value not used to drive the run.
        LaterObservation: "后续观测值", "Later observation";
        /// Column of units.
        Unit: "单位", "Unit";
        /// Column of series names.
        Indicator: "指标", "Indicator";
        /// All regions together.
        AllRegions: "全部地区", "all regions";
        /// The regions that have no layer of their own.
        OtherRegions: "其他地区", "Other regions";
    }
}

words! {
    /// What can bind output, in the order of their colours.
    ConstraintWord {
        /// A cap on output.
        OutputCap: "产量上限", "Cap on output";
        /// Capacity.
        Capacity: "产能", "Capacity";
        /// Scrap.
        Scrap: "废料供应", "Scrap";
        /// The growth that a stockpile is allowed.
        Waste: "固废堆存", "Waste";
        /// Staggered production, power rationing.
        Rationing: "错峰或限电", "Staggered production, power";
        /// An intermediate made in the region.
        Intermediate: "中间品供应", "Intermediate";
    }
}

words! {
    /// What is seen in the panels of a hindcast, in the order of their key.
    PanelWord {
        /// Observed, and known to the run.
        Known: "观测值（用于模拟）", "Observed, known to the run";
        /// Observed, and withheld.
        Withheld: "观测值（未用于模拟）", "Observed, withheld";
        /// The run.
        Central: "中心情景", "Central run";
        /// The inner band.
        Band50: "50% 区间", "50% band";
        /// The outer band.
        Band90: "90% 区间", "90% band";
    }
}

words! {
    /// What became of a target or a peak.
    StatusWord {
        /// The target holds.
        Attained: "达成", "attained";
        /// The target does not hold.
        Missed: "未达成", "missed";
        /// The scenario sets the value itself, so the target tests nothing.
        Imposed: "设定", "imposed";
        /// The series has no value there.
        Undefined: "无定义", "undefined";
        /// Another scenario asks for it.
        NotAsked: "未提出", "not asked";
        /// No maximum early enough before the end.
        NoPeak: "规划期内未达峰", "no peak within the horizon";
        /// The maximum is the first year.
        PeakedBefore: "基准年或之前已达峰", "at or before the base year";
    }
}

impl ChartWord {
    /// Whether a text is this word, in either language.
    pub fn is(self, text: &str) -> bool {
        Lang::ALL.iter().any(|lang| self.in_lang(*lang) == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::font::Font;

    #[test]
    fn every_word_can_be_written_and_differs_by_language() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        let texts = (SeriesWord::ALL.iter().map(|w| w.text()))
            .chain(CreditWord::ALL.iter().map(|w| w.text()))
            .chain(ScrapWord::ALL.iter().map(|w| w.text()))
            .chain(ChartWord::ALL.iter().map(|w| w.text()))
            .chain(StatusWord::ALL.iter().map(|w| w.text()));
        for text in texts {
            ruler.check(&text.zh).unwrap();
            ruler.check(&text.en).unwrap();
            assert_ne!(text.zh, text.en);
            assert!(!text.en.is_empty() && text.en.is_ascii() || text.en.contains('₂'));
        }
    }
}
