//! Ledgers, rules, levers, limits and targets.

use super::*;

record! {
    /// A ledger: capacity that only moves against credits.
    plain Group {
        /// Name for people.
        title: Title,
        /// Years in which a lot can be spent.
        validity: Count,
        /// The process that clean rebuilding goes to.
        clean_process: Option<Word>,
        /// The process that credits bought from outside are taken to come from.
        outside_process: Option<Word>,
        /// What is rebuilt follows cost.
        choice: Option<RouteChoice>,
    }
    /// Which processes a rule speaks of: one process or one tag; neither: any.
    plain Match {
        /// This process.
        process: Option<Word>,
        /// All with this tag.
        tag: Option<Word>,
    }
    /// One row of the capacity-replacement table.
    cited Replacement {
        /// Name in addresses.
        id: Word,
        /// The ledger.
        group: Word,
        /// What goes; default any.
        outgoing: Option<Match>,
        /// What comes; default any.
        incoming: Option<Match>,
        /// Region class of the project; default any.
        class: Option<Word>,
        /// Only merged, or only unmerged; default either.
        merged: Option<Flag>,
        /// First and last approval year.
        in_force: Pair<YearAt>,
        /// Credits per new capacity.
        ratio: Leaf,
    }
    /// Years in which nothing new is approved in a group.
    cited Suspension {
        /// Name in addresses.
        id: Word,
        /// The ledger.
        group: Word,
        /// First approval year.
        from: YearAt,
        /// Last approval year; or `open`.
        to: Option<YearAt>,
        /// No end is known.
        open: Option<Flag>,
    }
    /// A size class that must go.
    cited Elimination {
        /// Name in addresses.
        id: Word,
        /// Which process.
        process: Word,
        /// Which sizes, such as `<= 400 m3`.
        size: Word,
        /// Regions; default all.
        regions: Words,
        /// Only this product.
        product: Option<Word>,
        /// Not this product.
        except_product: Option<Word>,
        /// From which year.
        year: YearAt,
        /// Whether what goes earns credits; default true.
        eligible: Option<Flag>,
    }
    /// A size class that may not be built.
    cited Restriction {
        /// Name in addresses.
        id: Word,
        /// Which process.
        process: Word,
        /// Which sizes, such as `< 1200 m3`.
        size: Word,
        /// Regions; default all.
        regions: Words,
        /// Only this product.
        product: Option<Word>,
        /// Not this product.
        except_product: Option<Word>,
        /// First approval year; default always.
        from: Option<YearAt>,
        /// Last approval year; default always.
        to: Option<YearAt>,
    }
    /// Something a decision-maker sets: one leaf a region, under the region's id.
    open Lever {
        /// Name for people.
        title: Title,
        /// What it moves.
        kind: Choice<LeverWord>,
        /// The commodity it is about.
        commodity: Option<Word>,
        /// The processes it is about, by tag.
        tag: Option<Word>,
        /// The process it is about.
        process: Option<Word>,
        /// The ledger it is about.
        group: Option<Word>,
        /// The kind of scrap it is about.
        scrap: Option<Word>,
        /// The stream it is about.
        stream: Option<Word>,
        /// The efficiency class it is about.
        class: Option<Word>,
    } => paths: Leaf
    /// A bound on an intensity along a route, which the scenario makes hold.
    cited Limit {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        title: Title,
        /// Where.
        region: Word,
        /// Along which route.
        route: Word,
        /// On which boundary.
        boundary: Word,
        /// `energy`, `co2` or `electricity`.
        metric: Choice<Metric>,
        /// The bound.
        limit: Leaf,
        /// From when on it is approached; default: the last observed year.
        from: Option<YearAt>,
        /// By when it holds.
        by: YearAt,
    }
    /// A goal of a plan.
    cited Target {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        title: Title,
        /// A series name.
        metric: Word,
        /// A region, a cluster, or `all`.
        place: Word,
        /// A comparator and a value with its unit, such as `> 20 %`.
        must: Word,
        /// In which year.
        year: YearAt,
        /// Against this year: the value is the relative change.
        relative_to: Option<YearAt>,
        /// The sum from this year on.
        cumulative_from: Option<YearAt>,
    }
}
