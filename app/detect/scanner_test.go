package detect

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
)

// Many who look at once share a look that began after they asked: two hundred shares
// that come back ask each for its app.
func TestScansTogether(t *testing.T) {
	const many = 50
	var looks atomic.Int32
	began, release := make(chan struct{}), make(chan struct{})
	s := Scanner{DockerSocket: docker(t, func(w http.ResponseWriter, _ *http.Request) {
		if looks.Add(1) == 1 {
			close(began)
			<-release
		}
		_, _ = w.Write([]byte("[]"))
	})}
	var all, asking sync.WaitGroup
	scan := func() {
		if apps, err := s.Scan(t.Context()); err != nil {
			t.Errorf("%v, %v", apps, err)
		}
	}
	all.Go(scan)
	<-began
	for range many {
		asking.Add(1)
		all.Go(func() { asking.Done(); scan() })
	}
	asking.Wait()
	close(release)
	all.Wait()
	if n := looks.Load(); n >= many {
		t.Errorf("%d looks for %d who asked", n, many)
	}
}
