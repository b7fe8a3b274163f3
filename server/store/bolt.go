package store

import (
	"bytes"
	"context"
	"io"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// bolt is a [Backend] in one bbolt file.
type bolt struct{ db *bbolt.DB }

func (b *bolt) View(ctx context.Context, f func(Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return b.db.View(func(tx *bbolt.Tx) error { return f(boltTx{tx.Bucket(records)}) })
}

func (b *bolt) Update(ctx context.Context, f func(Writer) error) error {
	var failed error
	err := b.db.Batch(func(tx *bbolt.Tx) error {
		if failed = ctx.Err(); failed == nil {
			failed = f(boltTx{tx.Bucket(records)})
		}
		return failed
	})
	if failed != nil {
		return failed
	}
	return explain(b.db.Path(), err)
}

func (b *bolt) Backup(ctx context.Context, w io.Writer) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	out := &backupWriter{ctx: ctx, w: w}
	err := b.db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(out)
		return err
	})
	if out.err != nil {
		return out.err // of which bbolt gives only the text
	}
	return err
}

func (b *bolt) Close() error { return b.db.Close() }

// backupWriter writes until ctx ends and remembers why it could not.
type backupWriter struct {
	ctx context.Context
	w   io.Writer
	err error
}

func (b *backupWriter) Write(p []byte) (n int, err error) {
	if b.err = b.ctx.Err(); b.err == nil {
		n, b.err = b.w.Write(p)
	}
	return n, b.err
}

// boltTx is a transaction's records.
type boltTx struct{ bucket *bbolt.Bucket }

func (t boltTx) Get(key string) ([]byte, error) { return t.bucket.Get([]byte(key)), nil }

func (t boltTx) Each(prefix string, f func(key string, value []byte) error) error {
	c := t.bucket.Cursor()
	for key, value := c.Seek([]byte(prefix)); key != nil && bytes.HasPrefix(key, []byte(prefix)); key, value = c.Next() {
		if err := f(string(key), value); err != nil {
			return err
		}
	}
	return nil
}

func (t boltTx) Put(key string, value []byte) error {
	switch {
	case len(key) > maxKey:
		return bolterrors.ErrKeyTooLarge
	case len(value) > maxValue:
		return bolterrors.ErrValueTooLarge
	}
	return t.bucket.Put([]byte(key), value)
}

func (t boltTx) Delete(key string) error { return t.bucket.Delete([]byte(key)) }
