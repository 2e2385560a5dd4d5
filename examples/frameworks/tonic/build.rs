//! Writes the server and the client of `orders.proto`. `tonic-prost-build` reads such a
//! file, but needs `protoc`; the example describes the service here instead.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let method = |name: &str, route: &str, input: &str, output: &str| {
        let method = Method::builder().name(name).route_name(route).codec_path("tonic_prost::ProstCodec");
        method.input_type(format!("crate::{input}")).output_type(format!("crate::{output}")).build()
    };
    let service = Service::builder().package("orders.v1").name("Orders");
    let service = service.method(method("list", "List", "ListRequest", "ListReply")).method(method(
        "cancel",
        "Cancel",
        "CancelRequest",
        "CancelReply",
    ));
    Builder::new().compile(&[service.build()]);
}
