//! Pictures: what is one, where it is kept, in which sizes it is made, and how it is fetched.

mod bombs;
mod fetching;
mod inspecting;
mod metadata;
mod pictures;
mod preparing;
mod rendering;
mod storing;
