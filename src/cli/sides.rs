//! Settings of one scenario among several: `--set-a`, `--set-b`, by the letter that tables give it.

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use super::{Failure, ScenarioArguments, setting};
use crate::report::text::{self, Lang};

/// The options, by the position of the scenario.
const NAMES: [&str; 26] = [
    "set-a", "set-b", "set-c", "set-d", "set-e", "set-f", "set-g", "set-h", "set-i", "set-j", "set-k",
    "set-l", "set-m", "set-n", "set-o", "set-p", "set-q", "set-r", "set-s", "set-t", "set-u", "set-v",
    "set-w", "set-x", "set-y", "set-z",
];

/// What is set in one scenario only, of as many as `N` scenarios; each after what `--set` sets in all.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct SideSettings<const N: usize> {
    sides: Vec<Vec<(String, String)>>,
}

impl<const N: usize> SideSettings<N> {
    /// What is set in the scenario at a position.
    pub fn of(&self, side: usize) -> &[(String, String)] {
        self.sides.get(side).map_or(&[], Vec::as_slice)
    }

    /// What finds the scenario at a position.
    pub fn files(&self, side: usize, all: &ScenarioArguments) -> ScenarioArguments {
        let set = all.set.iter().chain(self.of(side)).cloned().collect();
        ScenarioArguments { set, allow_outside: all.allow_outside }
    }

    /// Refuses settings of a scenario that there is none of.
    pub fn check(&self, scenarios: usize, lang: Lang) -> Result<(), Failure> {
        match (scenarios..N).find(|&side| !self.of(side).is_empty()) {
            None => Ok(()),
            Some(side) => {
                let told = text::no_such_side(NAMES[side], side, scenarios, lang);
                Err(Failure::Input(format!("error: {told}")))
            }
        }
    }

    /// The words of a command that set the same again.
    pub fn words(&self) -> Vec<String> {
        let one = |(side, set): (usize, &Vec<(String, String)>)| {
            let name = format!("--{}", NAMES[side]);
            set.iter().flat_map(move |(a, v)| [name.clone(), format!("{a}={v}")]).collect::<Vec<_>>()
        };
        self.sides.iter().enumerate().flat_map(one).collect()
    }

    fn read(matches: &ArgMatches) -> SideSettings<N> {
        let of = |side: usize| {
            let found = matches.get_many::<(String, String)>(NAMES[side]);
            found.map_or_else(Vec::new, |set| set.cloned().collect())
        };
        SideSettings { sides: (0..N).map(of).collect() }
    }
}

/// The help of an option; beyond the second they are all alike.
fn help(side: usize, of: usize) -> &'static str {
    match (side, of) {
        (0, _) => "As `--set`, in A (the first scenario) only. 仅覆盖 A 的参数",
        (1, 2) => "As `--set`, in B (the second one) only. 仅覆盖 B 的参数",
        _ => "As `--set`, in B (the second one) only; `--set-c` in C, and so on. 仅覆盖 B 的参数，其余类推",
    }
}

impl<const N: usize> Args for SideSettings<N> {
    fn augment_args(command: Command) -> Command {
        NAMES.into_iter().take(N).enumerate().fold(command, |command, (side, name)| {
            let option = Arg::new(name).long(name).value_name("ADDR=VALUE").value_parser(setting);
            command.arg(option.action(ArgAction::Append).help(help(side, N)).hide(side > 1))
        })
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const N: usize> FromArgMatches for SideSettings<N> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        if N > NAMES.len() {
            return Err(Error::raw(ErrorKind::InvalidValue, "there are 26 letters"));
        }
        Ok(Self::read(matches))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::read(matches);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[&str]) -> SideSettings<3> {
        let command = SideSettings::<3>::augment_args(Command::new("x"));
        let matches = command.get_matches_from([&["x"], words].concat());
        SideSettings::from_arg_matches(&matches).expect("settings")
    }

    #[test]
    fn every_letter_is_a_scenario() {
        let words = ["--set-c", "x.y=1", "--set-a", "x=2 Mt", "--set-c", "z=3"];
        let found = read(&words);
        let pair = |a: &str, v: &str| (a.to_owned(), v.to_owned());
        assert_eq!(found.of(0), [pair("x", "2 Mt")]);
        assert_eq!((found.of(1), found.of(2)), (&[][..], &[pair("x.y", "1"), pair("z", "3")][..]));
        assert_eq!(read(&found.words().iter().map(String::as_str).collect::<Vec<_>>()), found);
        assert!(found.check(3, Lang::En).is_ok() && found.check(2, Lang::En).is_err());
        let all = ScenarioArguments { set: vec![pair("all", "1")], allow_outside: false };
        assert_eq!(found.files(0, &all).set, [pair("all", "1"), pair("x", "2 Mt")]);
    }
}
