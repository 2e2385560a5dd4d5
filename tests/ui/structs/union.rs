use jwt_claims::Claims;

#[derive(Claims)]
union Either {
    a: u32,
    b: f32,
}

fn main() {}
