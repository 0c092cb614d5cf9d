module app

go 1.24

require github.com/fastly/compute-sdk-go v1.8.1
