//! `dafeng schema`.

use super::{Failure, print};

pub fn schema() -> Result<(), Failure> {
    let schema = crate::scenario::schema();
    print::out(&format!("{}\n", schema.trim_end()))
}
