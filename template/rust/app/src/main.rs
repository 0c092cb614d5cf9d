use fastly::{Error, Request, Response};

#[fastly::main]
fn main(request: Request) -> Result<Response, Error> {
    if request.get_path() == "/origin" {
        return Ok(request.send("origin")?);
    }
    Ok(Response::from_body("Hello from the edge\n"))
}
