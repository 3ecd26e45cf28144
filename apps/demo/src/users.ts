/** The rows that the walkthrough stores: the same people twice, with the vectors of two teams. */

export const searchUsers: Record<string, unknown>[] = [
  { id: 1, name: "alice", vector: [0.1, 0.2] },
  { id: 2, name: "bob", vector: [0.3, 0.5] },
  { id: 3, name: "carol", vector: [0.9, 0.8] },
];

export const recommendationUsers: Record<string, unknown>[] = [
  { id: 1, name: "alice", vector: [0.7, 0.1] },
  { id: 2, name: "bob", vector: [0.6, 0.4] },
];
