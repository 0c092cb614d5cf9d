use fastly::{Error, Request, Response};

#[fastly::main]
fn main(request: Request) -> Result<Response, Error> {
    Ok(Response::from_body(format!("Hello from Rust: {}\n", request.get_path())))
}
