/** Files in a table's folder that say something about it. The first two are those of every Lance client. */

/** A declared table: it has a name and no data yet. Stays when data comes. */
export const reserved = ".lance-reserved";
/** Listings by folder name leave the folder out. */
export const deregistered = ".lance-deregistered";
/** Ours: the name of an emptied folder is not used again. */
export const occupied = ".lancetree-occupied";
/** Ours: a table is being written here and is not whole yet. */
export const partialMarker = ".lancetree-partial";

/** What native clients write into a marker. */
export const markerContent = "reserved";
/** Ours, for a declared table that waits for anybody to fill it. Nobody reads it but we. */
export const ownMarkerContent = "reserved by lancetree";
