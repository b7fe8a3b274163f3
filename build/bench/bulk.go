package main

import (
	"fmt"
	"io"
	"strconv"
	"time"
)

// down times one download of j.Bytes on a connection that is open already, and
// then sees that the connection still serves: bytes that belong to nobody would
// be taken for an answer.
func down(j job) (result, error) {
	return transfer(j, func(v *visitor) error {
		if _, err := v.Write(request(j.To, "GET", fmt.Sprintf("/bulk/%d", j.Bytes), "")); err != nil {
			return err
		}
		n, err := v.answer()
		if err != nil {
			return err
		}
		if n != j.Bytes {
			return fmt.Errorf("a body of %d bytes, not %d", n, j.Bytes)
		}
		_, err = receivePattern(v.in, n)
		return err
	})
}

// up times one upload, to the answer that says how many right bytes the app
// has seen.
func up(j job) (result, error) {
	fields := fmt.Sprintf("Content-Length: %d\r\n", j.Bytes)
	return transfer(j, func(v *visitor) error {
		if _, err := v.Write(request(j.To, "POST", fmt.Sprintf("/sink/%d", j.Bytes), fields)); err != nil {
			return err
		}
		if err := sendPattern(v, j.Bytes); err != nil {
			return err
		}
		n, err := v.answer()
		if err != nil {
			return err
		}
		body := make([]byte, min(n, headCap))
		if _, err := io.ReadFull(v.in, body); err != nil {
			return err
		}
		if got := string(body); got != strconv.FormatInt(j.Bytes, 10) {
			return fmt.Errorf("the app saw %s right bytes of %d", got, j.Bytes)
		}
		return nil
	})
}

// transfer times one between two small requests on the same connection.
func transfer(j job, one func(*visitor) error) (result, error) {
	v, err := visit(j.To, j.deadline())
	if err != nil {
		return result{}, err
	}
	defer v.Close()
	req := request(j.To, "GET", "/", "")
	if err := v.small(req); err != nil {
		return result{}, err
	}
	began := time.Now()
	if err := one(v); err != nil {
		return result{}, err
	}
	res := result{Count: 1, Elapsed: time.Since(began)}
	return res, v.small(req)
}
