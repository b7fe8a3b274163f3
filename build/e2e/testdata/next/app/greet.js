'use server'

import { cookies } from 'next/headers'

// An action of the form: the page says hello from then on.
export async function greet(form) {
  const jar = await cookies()
  jar.set('visitor', form.get('visitor'))
}
