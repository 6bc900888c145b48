//! What is varied: uncertain leaves, groups of them that go together, and yearly shocks.

use std::collections::BTreeMap;

use crate::domain::LeafId;
use crate::model::Model;
use crate::near::near;

/// The name of all yearly shocks together.
pub const YEARLY: &str = "yearly-shocks";

/// What goes as one.
#[derive(Clone, PartialEq, Debug)]
pub struct Factor {
    /// The address of a leaf or of a yearly shock, the name of a group, or [`YEARLY`].
    pub name: String,
    /// What it is made of.
    pub of: Of,
}

/// What a factor is made of.
#[derive(Clone, PartialEq, Debug)]
pub enum Of {
    /// Leaves that go together.
    Leaves(Vec<Member>),
    /// All yearly shocks.
    Yearly,
    /// One yearly shock, by its position.
    Shock(usize),
}

/// A leaf of a factor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Member {
    /// Which leaf.
    pub leaf: LeafId,
    /// Its slot among the uncertain ones.
    pub slot: usize,
    /// Whether it falls where the factor rises: it is correlated below zero with the first of its group.
    pub falls: bool,
}

/// Which factors are wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// Addresses, beginnings of addresses, or patterns with `*`; none: all.
    pub only: Vec<String>,
    /// Groups by name: addresses or patterns of each.
    pub groups: Vec<(String, Vec<String>)>,
    /// Whether leaves that correlations join make one factor.
    pub join_correlated: bool,
}

/// Why there are no factors as wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ChoiceError {
    /// Nothing in the scenario is uncertain.
    Certain,
    /// Only yearly shocks are left, and they stand still.
    OnlyYearly,
    /// No uncertain leaf has such an address.
    Unknown {
        /// As asked for.
        pattern: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// A leaf stands in two groups.
    Twice {
        /// Its address.
        leaf: String,
        /// The second group.
        group: String,
    },
    /// A group has the name of another factor.
    Name(String),
}

/// Which yearly shocks are factors.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shocks {
    /// None: they do not act.
    None,
    /// All of them as one.
    Together,
    /// Each.
    Each,
}

/// The factors of a study.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Factors {
    /// In the order of addresses, groups where their first leaf stands, yearly shocks last.
    pub list: Vec<Factor>,
    /// Those with a leaf that is correlated with a leaf of another factor.
    pub correlated: Vec<usize>,
}

impl Factors {
    /// The factors that are wanted.
    ///
    /// # Errors
    /// What is wrong with the choice.
    pub fn new(model: &Model, choice: &Choice, shocks: Shocks) -> Result<Factors, ChoiceError> {
        let slots = own_slots(model);
        if slots.is_empty() && model.parameters.yearly.is_empty() {
            return Err(ChoiceError::Certain);
        }
        let address = |slot: usize| model.parameters.uncertain[slot].address.as_str();
        let wanted = |name: &str| choice.only.is_empty() || choice.only.iter().any(|p| matches(p, name));
        check_patterns(model, choice, &slots)?;
        let group_of = grouped(model, choice, &slots)?;
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut factors = Factors::default();
        for &slot in slots.iter().filter(|slot| wanted(address(**slot))) {
            let name = group_of.get(&slot).map_or(address(slot), String::as_str);
            let place = *places.entry(name).or_insert(factors.list.len());
            if place == factors.list.len() {
                factors.list.push(Factor { name: name.to_owned(), of: Of::Leaves(Vec::new()) });
            }
            factors.list[place].add(model, slot);
        }
        factors.correlated = factors.across(model);
        factors.list.extend(yearly(model, shocks, wanted));
        if factors.list.is_empty() { Err(ChoiceError::OnlyYearly) } else { Ok(factors) }
    }

    /// Members of all factors, each with the position of its factor.
    pub fn members(&self) -> Vec<(usize, Member)> {
        let of = |(at, factor): (usize, &Factor)| {
            factor.members().iter().map(|member| (at, *member)).collect::<Vec<_>>()
        };
        self.list.iter().enumerate().flat_map(of).collect()
    }

    /// The position of all yearly shocks together.
    pub fn yearly(&self) -> Option<usize> {
        self.list.iter().position(|factor| factor.of == Of::Yearly)
    }

    /// Only the factors at these positions, in order.
    pub fn only(&self, model: &Model, positions: &[usize]) -> Factors {
        let list = positions.iter().map(|&at| self.list[at].clone()).collect();
        let mut factors = Factors { list, correlated: Vec::new() };
        factors.correlated = factors.across(model);
        factors
    }

    /// Factors whose leaves are correlated with those of others.
    fn across(&self, model: &Model) -> Vec<usize> {
        let members = self.members();
        let of = |slot: usize| members.iter().find(|(_, member)| member.slot == slot).map(|(at, _)| *at);
        let mut found = Vec::new();
        for group in model.parameters.groups.iter().filter(|group| !group.yearly) {
            let mut factors: Vec<usize> = group.members.iter().filter_map(|&slot| of(slot)).collect();
            factors.dedup();
            factors.sort_unstable();
            factors.dedup();
            found.extend((factors.len() > 1).then_some(factors).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Factor {
    /// Its leaves; none of yearly shocks.
    pub fn members(&self) -> &[Member] {
        match &self.of {
            Of::Leaves(members) => members,
            Of::Yearly | Of::Shock(_) => &[],
        }
    }

    fn add(&mut self, model: &Model, slot: usize) {
        let Of::Leaves(members) = &mut self.of else { return };
        let falls = members.first().is_some_and(|first| fall_together(model, first.slot, slot));
        members.push(Member { leaf: model.parameters.uncertain[slot].leaf, slot, falls });
    }
}

/// Slots of the leaves that draw a number of their own.
fn own_slots(model: &Model) -> Vec<usize> {
    let uncertain = &model.parameters.uncertain;
    let own = |slot: &usize| uncertain[*slot].uncertainty.is_some() && uncertain[*slot].drawn_with == *slot;
    (0..uncertain.len()).filter(own).collect()
}

/// Yearly shocks as factors.
fn yearly(model: &Model, shocks: Shocks, wanted: impl Fn(&str) -> bool) -> Vec<Factor> {
    let all = &model.parameters.yearly;
    match shocks {
        Shocks::Each => {
            let factor = |(at, shock): (usize, &crate::model::YearlyShock)| {
                let name = shock.address.clone();
                (wanted(&name) || wanted(YEARLY)).then_some(Factor { name, of: Of::Shock(at) })
            };
            all.iter().enumerate().filter_map(factor).collect()
        }
        Shocks::Together if !all.is_empty() && wanted(YEARLY) => {
            vec![Factor { name: YEARLY.to_owned(), of: Of::Yearly }]
        }
        Shocks::Together | Shocks::None => Vec::new(),
    }
}

/// Whether two leaves of a group of correlations go in opposite directions.
fn fall_together(model: &Model, first: usize, other: usize) -> bool {
    let groups = model.parameters.groups.iter().filter(|group| !group.yearly);
    let mut with_both = groups.filter_map(|group| {
        let place = |slot: usize| group.members.binary_search(&slot).ok();
        let (i, j) = (place(first)?, place(other)?);
        let row = |i: usize| &group.factor[i * (i + 1) / 2..(i + 1) * (i + 2) / 2];
        Some(row(i).iter().zip(row(j)).map(|(a, b)| a * b).sum::<f64>())
    });
    with_both.next().is_some_and(|correlation| correlation < 0.0)
}

/// The name of the group of each slot that is in one: those asked for, then those of correlations.
fn grouped(model: &Model, choice: &Choice, slots: &[usize]) -> Result<BTreeMap<usize, String>, ChoiceError> {
    let address = |slot: usize| model.parameters.uncertain[slot].address.as_str();
    let mut group_of: BTreeMap<usize, String> = BTreeMap::new();
    for (name, patterns) in &choice.groups {
        if name == YEARLY || slots.iter().any(|&slot| address(slot) == name) {
            return Err(ChoiceError::Name(name.clone()));
        }
        for &slot in slots.iter().filter(|slot| patterns.iter().any(|p| matches(p, address(**slot)))) {
            if group_of.insert(slot, name.clone()).is_some_and(|other| other != *name) {
                return Err(ChoiceError::Twice { leaf: address(slot).to_owned(), group: name.clone() });
            }
        }
    }
    let joined = model.parameters.groups.iter().filter(|group| choice.join_correlated && !group.yearly);
    for (number, group) in joined.enumerate() {
        if group.members.iter().all(|slot| !group_of.contains_key(slot)) {
            let name = format!("correlated-{}", number + 1);
            group_of.extend(group.members.iter().map(|&slot| (slot, name.clone())));
        }
    }
    Ok(group_of)
}

/// Every pattern must match something.
fn check_patterns(model: &Model, choice: &Choice, slots: &[usize]) -> Result<(), ChoiceError> {
    let leaves = || slots.iter().map(|&slot| model.parameters.uncertain[slot].address.as_str());
    let shocks = || model.parameters.yearly.iter().map(|shock| shock.address.as_str()).chain([YEARLY]);
    let unknown = |pattern: &String, near: Option<&str>| ChoiceError::Unknown {
        pattern: pattern.clone(),
        near: near.map(str::to_owned),
    };
    for pattern in &choice.only {
        if !leaves().chain(shocks()).any(|name| matches(pattern, name)) {
            return Err(unknown(pattern, near(pattern, leaves().chain(shocks()))));
        }
    }
    for pattern in choice.groups.iter().flat_map(|(_, patterns)| patterns) {
        if !leaves().any(|name| matches(pattern, name)) {
            return Err(unknown(pattern, near(pattern, leaves())));
        }
    }
    Ok(())
}

/// Whether a pattern is an address, begins it up to a dot, or fits it with any text for each `*`.
fn matches(pattern: &str, address: &str) -> bool {
    let Some((head, rest)) = pattern.split_once('*') else {
        return address.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    };
    let Some(tail) = address.strip_prefix(head) else { return false };
    let starts = tail.char_indices().map(|(at, _)| at).chain([tail.len()]);
    let mut starts = starts.map(|at| &tail[at..]);
    match rest.is_empty() {
        true => true,
        false => starts.any(|tail| fits(rest, tail)),
    }
}

/// As [`matches`], to the end of the address.
fn fits(pattern: &str, address: &str) -> bool {
    if pattern.contains('*') { matches(pattern, address) } else { pattern == address }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_fit_addresses() {
        let address = "processes.converter.utilisation-max";
        for pattern in
            [address, "processes.converter", "processes", "*", "processes.*.utilisation-max", "*max"]
        {
            assert!(matches(pattern, address), "{pattern}");
        }
        for pattern in ["processes.conv", "processes.*.life", "*converter", "x*", ""] {
            assert!(!matches(pattern, address), "{pattern}");
        }
    }
}
