// A Compute program in plain Go: the few host calls that it needs are in fastly.go, as the SDK of Fastly makes them.
package main

func main() {
	respond(200, "Hello from Go\n")
}
