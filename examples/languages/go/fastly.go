package main

import "unsafe"

//go:wasmimport fastly_abi init
func abiInit(version uint64) uint32

//go:wasmimport fastly_http_resp new
func respNew(resp unsafe.Pointer) uint32

//go:wasmimport fastly_http_resp status_set
func respStatusSet(resp uint32, status uint32) uint32

//go:wasmimport fastly_http_body new
func bodyNew(body unsafe.Pointer) uint32

//go:wasmimport fastly_http_body write
func bodyWrite(body uint32, text unsafe.Pointer, size uint32, end uint32, written unsafe.Pointer) uint32

//go:wasmimport fastly_http_resp send_downstream
func sendDownstream(resp uint32, body uint32, streaming uint32) uint32

// respond answers the request of this instance.
func respond(status uint32, text string) {
	var resp, body, written uint32
	check(abiInit(1))
	check(respNew(unsafe.Pointer(&resp)))
	check(respStatusSet(resp, status))
	check(bodyNew(unsafe.Pointer(&body)))
	check(bodyWrite(body, unsafe.Pointer(unsafe.StringData(text)), uint32(len(text)), 0, unsafe.Pointer(&written)))
	check(sendDownstream(resp, body, 0))
}

func check(status uint32) {
	if status != 0 {
		panic("a host call failed")
	}
}
