// Stands in for the package of that name: browsers know by themselves what is punctuation and what a symbol.
export const P = /\p{P}/u;
export const S = /\p{S}/u;
