//! The service: its claims, its messages and its methods.

use jwt_claims::Claims;
use jwt_claims::http::Guard;
use jwt_claims::tonic014::{Require, RequireLayer};
use tonic::{Request, Response, Status};
use tower_layer::Layer;

use generated::orders_server::{Orders, OrdersServer};

/// The server and the client, which `build.rs` writes.
pub mod generated {
    #![allow(missing_docs, unreachable_pub, clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/orders.v1.Orders.rs"));
}

/// A user of the service.
#[derive(Clone, Debug, Claims)]
#[claims(issuer = "https://auth.example.com", audience = "orders", ttl = "15m")]
pub struct Access {
    #[claim(non_empty)]
    pub sub: String,
    pub roles: Vec<String>,
}

/// The same token, of an admin.
#[derive(Clone, Debug, Claims)]
#[claims(rules(roles(any_of = ["admin"])), verify_only)]
pub struct AdminAccess(Access);

#[derive(Clone, PartialEq, prost::Message)]
pub struct ListRequest {
    #[prost(string, tag = "1")]
    pub filter: String,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct ListReply {
    #[prost(string, repeated, tag = "1")]
    pub orders: Vec<String>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct CancelRequest {
    #[prost(uint64, tag = "1")]
    pub order: u64,
}

#[derive(Clone, PartialEq, prost::Message)]
pub struct CancelReply {}

/// The service without a network.
#[derive(Clone, Debug)]
pub struct Service {
    guard: Guard,
}

/// The service, as `Server::add_service` takes it. The layer refuses requests before their
/// messages are decoded.
pub fn service(guard: Guard) -> Require<OrdersServer<Service>, Access> {
    RequireLayer::new(guard.clone()).layer(OrdersServer::new(Service { guard }))
}

#[tonic::async_trait]
impl Orders for Service {
    async fn list(&self, request: Request<ListRequest>) -> Result<Response<ListReply>, Status> {
        let access = self.guard.authenticate::<Access>(&request, &()).await?;
        Ok(Response::new(ListReply { orders: vec![format!("tea for {}", access.sub)] }))
    }

    async fn cancel(&self, request: Request<CancelRequest>) -> Result<Response<CancelReply>, Status> {
        self.guard.authenticate::<AdminAccess>(&request, &()).await?;
        Ok(Response::new(CancelReply {}))
    }
}
