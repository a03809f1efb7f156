/** Why a model answered as it did: the methods, their figures, and what none of them shows. */
export const explanations = {
  title: 'Why',
  command: 'Why did the model answer so?',
  compareCommand: 'Show the explanations side by side, or one at a time',
  intro: 'Which places of the film moved the model, not what is wrong there.',
  compute: 'Compute',
  computeOne: 'Compute: {{method}}',
  computeAll: 'Compute all {{count}}',
  computeOthers: 'Compute the other {{count}}',
  show: 'Show',
  hide: 'Hide',
  showOne: 'Show on the film: {{method}}',
  waiting: 'Waiting',
  progress: '{{done, number}} of {{total, number}} runs · {{left, number}} left',
  cancelOne: 'Cancel: {{method}}',
  cancelAll: 'Cancel all',
  compare: 'Side by side',
  opacity: 'Opacity',
  sameScale: 'One colour scale for all',
  link: 'Move them together',
  linkCommand: 'Zoom and move the compared films together',
  unlinkCommand: 'Zoom and move each compared film by itself',
  for: 'for',
  against: 'against',
  sharedScale:
    'Orange speaks for the finding, blue against it. The same colour is the same share of a map’s whole evidence.',
  ownScales:
    'Orange speaks for the finding, blue against it. Each map has its own scale: its strongest places have full colour.',
  mapFailed: 'The map could not be read ({{code}}).',
  faithfulness: 'Faithfulness',
  against_chance: {
    better: 'better than chance',
    chance: 'not clearly better than chance',
    worse: 'worse than chance',
    none: 'the answer never changed',
  },
  details: 'How it was checked',
  faithfulnessHow:
    'The film is replaced by its mean grey place by place, the most important first (deletion), and put back in that order (insertion); the figures are mean log-odds. Faithfulness runs from −1 to 1; 0 is chance, the mean of {{orders}} random orders.',
  figure: {
    deletion: 'Deletion (lower is better)',
    insertion: 'Insertion (higher is better)',
    random: 'Random order',
    r2: 'R² of the stand-in',
    heldOutR2: 'R² where it was not fitted',
    segments: 'Segments',
    completeness: 'Completeness error',
    completenessValue: '{{error}} of {{change}}',
    runs: 'Runs of the model',
    runsValue: '{{runs}} in {{seconds}} s',
  },
  method: {
    'activation-map': {
      name: 'Activation map',
      how: 'The sum that the model itself makes: each place’s exact part in the answer, at the coarse grid of its last layer.',
      limit: 'Does not show why a place counts, nor anything finer than the model’s own coarse grid.',
      unit: 'Orange speaks for the finding, blue against it. Full colour: {{value}} log-odds, if the whole film looked like that place.',
    },
    occlusion: {
      name: 'Occlusion',
      how: 'A small square of the film is replaced by its mean grey, everywhere in turn; the map shows how far the answer falls without it.',
      limit: 'Does not show places that matter only together, nor details smaller than the square.',
      unit: 'Orange speaks for the finding, blue against it. Full colour: the answer moves by {{value}} log-odds when the place is hidden.',
    },
    lime: {
      name: 'LIME',
      how: 'Hundreds of versions of the film with patches hidden at random; a simple linear model is fitted to the answers.',
      limit:
        'Shows a simple stand-in for the model, not the model: where its R² is low, the map means little.',
      unit: 'Orange speaks for the finding, blue against it. Full colour: the patch adds {{value}} log-odds in the stand-in.',
    },
    'integrated-gradients': {
      name: 'Integrated gradients',
      how: 'The model’s slope, added up on the way from the blurred film to the film. The map’s parts add up to the change of the answer.',
      limit:
        'Shows only what differs from the blurred film: an even density over a whole lung hardly appears.',
      unit: 'Orange speaks for the finding, blue against it. Full colour: {{value}} log-odds a pixel of the model’s grid.',
    },
    smoothgrad: {
      name: 'SmoothGrad',
      how: 'The model’s slope at the film, averaged over noisy copies of it, times what the film has beyond its blurred self.',
      limit:
        'Shows what a small change would do, not what the film’s whole content did; strong evidence may be saturated and pale.',
      unit: 'Orange speaks for the finding, blue against it. Full colour: {{value}} log-odds a pixel of the model’s grid.',
    },
  },
} as const
