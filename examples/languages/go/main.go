// A Compute app in plain Go. fastly.go has the few host calls that the app needs, as Fastly's SDK makes them.
package main

func main() {
	respond(200, "Hello from Go\n")
}
