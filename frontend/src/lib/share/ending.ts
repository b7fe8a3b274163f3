const hour = 3_600_000; // milliseconds

interface Choice {
  key: "oneHour" | "endOfDay" | "sevenDays";
  end: Date;
}

/** When a share can be made to end. */
export function choices(now: Date): Choice[] {
  const endOfDay = new Date(now);
  endOfDay.setHours(23, 59, 59, 0);
  const sevenDays = new Date(now);
  sevenDays.setDate(now.getDate() + 7);
  return [
    { key: "oneHour", end: new Date(now.getTime() + hour) },
    { key: "endOfDay", end: endOfDay },
    { key: "sevenDays", end: sevenDays },
  ];
}

/** Whether an end is so near that a person who wants more should act: in 10 min, as the notification says. */
export function endsSoon(end: Date, now: Date): boolean {
  return end.getTime() - now.getTime() <= hour / 6;
}
