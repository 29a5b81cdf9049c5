// Stands in for the package of that name: in our Markdown an address is a link only where it is written as one.
export default class None {}
