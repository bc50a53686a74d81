//! How to make a cake: what hands do, and what a device does by itself. Chapter 5 bakes it again.

use std::time::Duration;

/// A minute in the kitchen.
pub const MINUTE: Duration = Duration::from_millis(15);

/// One stage of a recipe.
#[derive(Clone, Copy, Debug)]
pub enum Stage {
    /// A baker works, so many minutes.
    Hands(u32),
    /// A device works by itself, then beeps.
    Device(&'static str, u32),
}

/// A cake.
pub const RECIPE: [Stage; 5] =
    [Stage::Hands(4), Stage::Device("mixer", 8), Stage::Hands(3), Stage::Device("oven", 20), Stage::Hands(3)];
