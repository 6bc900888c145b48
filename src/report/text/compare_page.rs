//! Sentences and heads of tables of scenarios side by side, in the report as a page.
