package sniff

import (
	"bytes"
	"fmt"
	"testing"
)

// browserGet is the size and shape of what a browser sends for a page.
const browserGet = "GET /products/17?sort=price HTTP/1.1\r\n" +
	"Host: shop.share.example.org\r\n" +
	"Connection: keep-alive\r\n" +
	"Cache-Control: max-age=0\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8\r\n" +
	"Sec-Fetch-Site: none\r\n" +
	"Sec-Fetch-Mode: navigate\r\n" +
	"Sec-Fetch-User: ?1\r\n" +
	"Sec-Fetch-Dest: document\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
	"Accept-Language: en-GB,en;q=0.9\r\n" +
	"Cookie: session=0123456789abcdef0123456789abcdef; theme=dark\r\n\r\n"

func BenchmarkFeed(b *testing.B) {
	for name, head := range map[string]string{
		"curl":    "GET / HTTP/1.1\r\nHost: shop.share.example.org\r\nUser-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
		"browser": browserGet,
	} {
		b.Run(name, func(b *testing.B) {
			var f Framer
			request := []byte(head)
			b.SetBytes(int64(len(request)))
			b.ReportAllocs()
			for b.Loop() {
				if _, head, err := f.Feed(request); head == nil || err != nil {
					b.Fatal(head, err)
				}
			}
		})
	}
}

// BenchmarkFeedSlow is one head of 16 KiB that comes byte by byte.
func BenchmarkFeedSlow(b *testing.B) {
	request := []byte(headOf(MaxHead))
	b.SetBytes(int64(len(request)))
	for b.Loop() {
		var f Framer
		for n := range len(request) - 1 {
			if n, _, err := f.Feed(request[:n+1]); n != 0 || err != nil {
				b.Fatal(n, err)
			}
		}
		if _, head, err := f.Feed(request); head == nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFeedChunked(b *testing.B) {
	for _, size := range []int{16, 16 << 10} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			f := Framer{state: inChunkHead, req: request{head: &Head{}}}
			chunk := fmt.Appendf(nil, "%x\r\n%s\r\n", size, bytes.Repeat([]byte("x"), size))
			chunks := bytes.Repeat(chunk, max(1, 32<<10/len(chunk)))
			b.SetBytes(int64(len(chunks)))
			b.ReportAllocs()
			for b.Loop() {
				if n, _, err := f.Feed(chunks); n != len(chunks) {
					b.Fatal(n, err)
				}
			}
		})
	}
}
