import { cookies } from 'next/headers'

import Counter from './counter'
import { greet } from './greet'

export default async function Page() {
  const jar = await cookies()
  const visitor = jar.get('visitor')?.value ?? 'stranger'
  return (
    <main>
      <img id="mark" src="/mark.svg" alt="A circle" width="120" />
      <h1>Hello from the server</h1>
      <Counter />
      <p id="greeting">Welcome, {visitor}</p>
      <form action={greet}>
        <input name="visitor" defaultValue="Kim" />
        <button>Send</button>
      </form>
    </main>
  )
}
