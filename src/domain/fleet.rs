//! The fleet register, capacity corrections and projects.

use super::base::*;
use super::technology::Size;

/// When a unit of the base fleet came into service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Commissioned {
    /// Its own year is known.
    Year(Year),
    /// Unknown: the age is spread over the scenario's declared range, by the unit's id.
    Spread,
}

/// One furnace, converter or potline of the base fleet.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where it stands.
    pub cluster: ClusterId,
    /// What it is.
    pub process: ProcessId,
    /// Nameplate capacity, t/a of output.
    pub capacity: LeafId,
    /// When it came into service.
    pub commissioned: Commissioned,
    /// Furnace size, where known or inferred.
    pub size: Option<Size>,
    /// How the size is known, such as `given` or `inferred from capacity`.
    pub size_basis: Option<String>,
    /// Product label that rules may exempt, such as `special`.
    pub product: Option<String>,
    /// Position of its efficiency class among those of its process, where known.
    pub class: Option<usize>,
    /// Whose credits it earns.
    pub owner: OwnerId,
    /// Year of announced closure.
    pub closes: Option<Year>,
    /// Whether its retirement earns credits.
    pub eligible: bool,
    /// Source of the row.
    pub source: String,
}

/// Bounds of the age of units without a year of their own, whole years.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgeSpread {
    /// Least age at the base year.
    pub least: u32,
    /// Greatest age at the base year.
    pub greatest: u32,
}

/// A factor on the potential of named units from the base year until they retire; never on credits
/// or ceilings. Works are known to exceed their nameplate.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Name in addresses.
    pub id: String,
    /// The units.
    pub units: Vec<UnitId>,
    /// The factor.
    pub factor: LeafId,
}

/// Where the credits of a project may come from first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CreditOrigin {
    /// Lots of the project's owner, then purchases.
    Own,
    /// Any lot of the region.
    Region,
}

/// Who sells what the region does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seller {
    /// Nobody.
    None,
    /// The rest of the world, up to the lever `quota-import`.
    Outside,
    /// A modelled region, whose lots are debited.
    Region(RegionId),
}

/// What a project does when its credits do not cover it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shortfall {
    /// Build what is covered.
    Scale,
    /// Wait up to this many years, then lapse.
    Delay(u32),
    /// Give up.
    Reject,
}

/// What a project replaces by name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Replaces {
    /// Nothing named: credits are found by the general rule.
    Nothing,
    /// These units close in the project's year and their lots are spent first.
    Units(Vec<UnitId>),
    /// Everything is bought from outside.
    Import,
}

/// New capacity that somebody has decided on.
#[derive(Clone, Debug)]
pub struct Project {
    /// Name in addresses.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where.
    pub cluster: ClusterId,
    /// What.
    pub process: ProcessId,
    /// Nameplate capacity, t/a.
    pub capacity: LeafId,
    /// Planned commissioning year.
    pub year: Year,
    /// Delay against the plan, a; rounded down to whole years.
    pub delay: LeafId,
    /// Year of approval, which decides the ratio; commissioning − 2 unless written.
    pub approved: Option<Year>,
    /// Whether it stands already, and therefore happens as dated.
    pub built: bool,
    /// Whose it is.
    pub owner: OwnerId,
    /// Whether it uses capacity of a completed merger.
    pub merged: bool,
    /// Furnace size, for restriction rules.
    pub size: Option<Size>,
    /// Product label.
    pub product: Option<String>,
    /// Position of its efficiency class; without one the class of new-built capacity.
    pub class: Option<usize>,
    /// What it replaces by name.
    pub replaces: Replaces,
    /// Where credits come from first.
    pub origin: CreditOrigin,
    /// Who sells the rest.
    pub seller: Seller,
    /// What happens when they do not suffice.
    pub shortfall: Shortfall,
    /// A ratio of its own, for approvals before the first row of the table.
    pub ratio: Option<LeafId>,
    /// Source of the project.
    pub source: String,
}
