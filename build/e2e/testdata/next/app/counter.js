'use client'

import { useState } from 'react'

// The button works only once the page's scripts have run in the browser.
export default function Counter() {
  const [count, setCount] = useState(0)
  return <button onClick={() => setCount(count + 1)}>Clicked {count}</button>
}
