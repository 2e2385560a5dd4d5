//! One file a task; run them with `cargo run --example NAME`.
