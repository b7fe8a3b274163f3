module gotunnel

go 1.26
