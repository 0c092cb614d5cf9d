package main

import (
	"context"
	"fmt"
	"io"

	"github.com/fastly/compute-sdk-go/fsthttp"
)

func main() {
	fsthttp.ServeFunc(func(ctx context.Context, w fsthttp.ResponseWriter, r *fsthttp.Request) {
		if r.URL.Path != "/origin" {
			fmt.Fprintln(w, "Hello from the edge")
			return
		}
		response, err := r.Send(ctx, "origin")
		if err != nil {
			w.WriteHeader(fsthttp.StatusBadGateway)
			fmt.Fprintln(w, err)
			return
		}
		w.Header().Reset(response.Header)
		w.WriteHeader(response.StatusCode)
		io.Copy(w, response.Body)
	})
}
