/** By what statements of the made-up ward are known. */

/** Numbers of the made-up people; nobody else gives them out. */
export const samplePatientSystem = 'urn:vesalius:sample-ward'
/** Shown as the sender of every value. */
export const sampleSender = 'Vesalius sample generator'
/** As an import of FHIR resources names this sender. */
export const sampleNamespace = `fhir:${sampleSender}`
