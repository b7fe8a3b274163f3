import Counter from './counter'

export default function Page() {
  return (
    <main>
      <img id="mark" src="/mark.svg" alt="A circle" width="120" />
      <h1>Hello from the server</h1>
      <Counter />
    </main>
  )
}
