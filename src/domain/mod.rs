//! The validated nouns of a scenario: what exists, what it is called, what every number means.
//!
//! Nothing here reads files, draws random numbers or simulates. A [`Scenario`] that exists is
//! consistent: every reference is an index that resolves, every leaf has the dimension its place
//! asks for, every path covers the horizon.

pub mod base;
pub mod cost;
pub mod declared;
pub mod demand;
pub mod dependence;
pub mod fleet;
pub mod leaf;
pub mod policy;
pub mod scenario;
pub mod stream;
pub mod target;
pub mod technology;

pub use base::*;
pub use cost::*;
pub use declared::*;
pub use demand::*;
pub use dependence::*;
pub use fleet::*;
pub use leaf::*;
pub use policy::*;
pub use scenario::*;
pub use stream::*;
pub use target::*;
pub use technology::*;
