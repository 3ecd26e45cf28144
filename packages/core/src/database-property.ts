/** The property of each namespace that was created as a database. It decides what clients see that name the database. */
export const databaseProperty = "lancetree.database";
