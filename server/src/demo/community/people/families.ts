import type { Draw } from '../draw.ts';

/** Relation to the head by GB/T 4761. */
export type Relation = '02' | '10' | '20' | '30' | '40' | '50' | '70' | '99';
/** 常住, 租住, 人户分离. */
export type Residence = 'permanent' | 'tenant' | 'separated';

/** One person of a family before they have a name. The head is the first; whose surname they bear is said by `line`. */
export interface Kin {
  readonly relation: Relation;
  /** Where the code says less than people do: 母亲. */
  readonly word?: string;
  readonly sex: 'M' | 'F';
  readonly age: number;
  /** The head's surname, the spouse's, or one of their own. */
  readonly line: 'head' | 'spouse' | 'own';
  /** Registered here, living elsewhere: grown children mostly. */
  readonly isApart?: true;
}

export interface Family {
  readonly residence: Residence;
  readonly kin: readonly Kin[];
}

/** Kinds of household with their share in an older town quarter; the mean is about 2.85 people. */
const kinds: readonly (readonly [(draw: Draw) => readonly Kin[], number])[] = [
  [(draw) => [elder(draw, 'F', draw.whole(66, 90))], 5],
  [(draw) => [elder(draw, 'M', draw.whole(66, 88))], 2.5],
  [(draw) => couple(draw, draw.whole(60, 82)), 12],
  [(draw) => [single(draw, draw.whole(22, 38))], 6],
  [(draw) => couple(draw, draw.whole(25, 36)), 8],
  [(draw) => withChildren(draw, draw.whole(27, 52), 1), 27],
  [(draw) => withChildren(draw, draw.whole(30, 48), 2), 12],
  [(draw) => threeGenerations(draw), 13],
  [(draw) => withGrownChild(draw), 9],
  [(draw) => singleParent(draw), 3.5],
  [(draw) => withGrandchild(draw), 1.5],
  [(draw) => sharing(draw), 1.5],
];

export const drawFamily = (draw: Draw): Family => {
  const kin = draw.weighted(kinds)(draw);
  const headAge = kin[0]?.age ?? 0;
  const isSharing = kin.some((each) => each.relation === '99');
  const renting = isSharing ? 1 : headAge < 36 ? 0.42 : headAge < 56 ? 0.16 : 0.03;
  if (draw.chance(renting)) return { residence: 'tenant', kin };
  return { residence: draw.chance(0.035) ? 'separated' : 'permanent', kin };
};

const elder = (_draw: Draw, sex: 'M' | 'F', age: number): Kin => ({ relation: '02', sex, age, line: 'own' });
const single = (draw: Draw, age: number): Kin => ({
  relation: '02',
  sex: draw.chance(0.55) ? 'M' : 'F',
  age,
  line: 'own',
});

/** `age` is the husband's; the head is he in about four homes of five. */
const couple = (draw: Draw, age: number): [Kin, Kin] => {
  const wifeAge = Math.max(21, age - draw.whole(-2, 5));
  const husband = { sex: 'M', age } as const;
  const wife = { sex: 'F', age: wifeAge } as const;
  const [head, spouse] = draw.chance(0.8) ? [husband, wife] : [wife, husband];
  return [
    { ...head, relation: '02', line: 'own' },
    { ...spouse, relation: '10', line: 'own' },
  ];
};

/** Children bear their father's surname, a few their mother's. */
const lineOfChild = (draw: Draw, head: Kin): 'head' | 'spouse' =>
  (head.sex === 'M') === draw.chance(0.93) ? 'head' : 'spouse';

const child = (draw: Draw, head: Kin, age: number, line: 'head' | 'spouse' = lineOfChild(draw, head)): Kin => {
  const sex = draw.chance(0.52) ? 'M' : 'F';
  return { relation: sex === 'M' ? '20' : '30', sex, age, line };
};

const withChildren = (draw: Draw, age: number, count: 1 | 2): Kin[] => {
  const parents = couple(draw, Math.max(age, count === 2 ? 30 : 26));
  const mother = Math.min(...parents.map((each) => each.age));
  const eldest = Math.min(26, Math.max(0, mother - draw.whole(23, 31)));
  const children = [child(draw, parents[0], eldest)];
  if (count === 2) children.push(child(draw, parents[0], Math.max(0, eldest - draw.whole(1, 7)), lineOf(children)));
  return [...parents, ...children];
};
const lineOf = (children: readonly Kin[]) => (children[0]?.line === 'spouse' ? 'spouse' : 'head');

const threeGenerations = (draw: Draw): Kin[] => {
  const family = withChildren(draw, draw.whole(31, 46), draw.chance(0.35) ? 2 : 1);
  const [head, spouse] = family as [Kin, Kin];
  const isOwn = draw.chance(0.7);
  const child = isOwn ? head : spouse;
  const [father, mother] = isOwn ? ['父亲', '母亲'] : head.sex === 'M' ? ['岳父', '岳母'] : ['公公', '婆婆'];
  const elders: Kin[] = [];
  if (draw.chance(0.72)) {
    const age = Math.min(92, child.age + draw.whole(24, 31));
    elders.push({ relation: '50', word: father, sex: 'M', age, line: isOwn ? 'head' : 'spouse' });
  }
  if (elders.length === 0 || draw.chance(0.78)) {
    const age = Math.min(92, child.age + draw.whole(22, 28));
    elders.push({ relation: '50', word: mother, sex: 'F', age, line: 'own' });
  }
  return [...family, ...elders];
};

const withGrownChild = (draw: Draw): Kin[] => {
  const parents = couple(draw, draw.whole(50, 66));
  const mother = Math.min(...parents.map((each) => each.age));
  const grown = child(draw, parents[0], mother - draw.whole(22, 29));
  return [...parents, draw.chance(0.45) ? { ...grown, isApart: true } : grown];
};

const singleParent = (draw: Draw): Kin[] => {
  const sex = draw.chance(0.72) ? 'F' : 'M';
  const head: Kin = { relation: '02', sex, age: draw.whole(30, 50), line: 'own' };
  const age = Math.max(0, head.age - draw.whole(23, 32));
  // The other parent's surname is not on record here, so a child of a lone mother may bear one of its own.
  const bears = sex === 'F' && draw.chance(0.7) ? 'own' : 'head';
  return [head, { ...child(draw, head, age, 'head'), line: bears }];
};

const withGrandchild = (draw: Draw): Kin[] => {
  const elders = couple(draw, draw.whole(56, 70));
  const youngest = Math.min(...elders.map((each) => each.age));
  const sex = draw.chance(0.5) ? 'M' : 'F';
  const word = sex === 'M' ? '孙子' : '孙女';
  const line = elders[0].sex === 'M' ? 'head' : 'spouse';
  return [...elders, { relation: '40', word, sex, age: draw.whole(3, Math.min(16, youngest - 44)), line }];
};

/** Colleagues or friends who rent together; now and then brother and sister. */
const sharing = (draw: Draw): Kin[] => {
  const head = single(draw, draw.whole(21, 33));
  if (draw.chance(0.3)) {
    const sex = draw.chance(0.5) ? 'M' : 'F';
    const age = Math.max(18, head.age + draw.whole(-5, 4));
    const word = sex === 'M' ? (age > head.age ? '哥哥' : '弟弟') : age > head.age ? '姐姐' : '妹妹';
    return [head, { relation: '70', word, sex, age, line: 'head' }];
  }
  const others = Array.from(
    { length: draw.whole(1, 2) },
    (): Kin => ({ ...single(draw, draw.whole(21, 33)), relation: '99' }),
  );
  return [head, ...others];
};
