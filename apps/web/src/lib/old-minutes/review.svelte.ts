import type { AttendanceState, InvitedPerson, MeetingType } from '@lianxi/documents';
import type { OldBlock, OldPerson, PaperPicture, ReadOldMinutes } from '@lianxi/exchange/old-minutes';
import { type Match, matchPerson } from './match.ts';

/** Old minutes as somebody looks them over: every field can be changed, every line left out. */
export class Review {
  readonly fileName: string;
  readonly pictures: readonly PaperPicture[];
  readonly leftOut: number;
  readonly statedPresent: number | null;
  readonly isHourGuessed: boolean;
  readonly header: {
    type: MeetingType;
    title: string;
    number: string;
    start: string;
    end: string;
    place: string;
    chair: string;
    recorder: string;
  };
  readonly people: readonly ReviewedPerson[];
  readonly topics: readonly ReviewedTopic[];
  readonly resolutions: readonly ReviewedResolution[];

  constructor(fileName: string, { minutes, pictures, leftOut }: ReadOldMinutes, known: readonly InvitedPerson[]) {
    const { isHourGuessed, ...header } = minutes.header;
    this.fileName = fileName;
    this.pictures = pictures;
    this.leftOut = leftOut;
    this.statedPresent = minutes.statedPresent;
    this.isHourGuessed = isHourGuessed;
    this.header = $state({ ...header, title: header.title || fileName.replace(/\.\w+$/, '').slice(0, 120) });
    this.people = minutes.people.map((person) => new ReviewedPerson(person, known));
    this.topics = minutes.topics.map(({ title, blocks }) => new ReviewedTopic(title, blocks));
    this.resolutions = minutes.resolutions.map((each) => new ReviewedResolution(each));
  }

  get takenPeople(): readonly ReviewedPerson[] {
    return this.people.filter(({ isTaken, name }) => isTaken && name.trim() !== '');
  }

  get presentCount(): number {
    return this.takenPeople.filter(({ state }) => state === 'present').length;
  }

  get takenTopics(): readonly ReviewedTopic[] {
    return this.topics.filter(({ isTaken, title }) => isTaken && title.trim() !== '');
  }

  /** Those of topics that are left out go with them. */
  get takenResolutions(): readonly ReviewedResolution[] {
    return this.resolutions.filter(({ isTaken, text, topic }) => isTaken && text.trim() !== '' && this.hasTopic(topic));
  }

  hasTopic(place: number): boolean {
    const topic = this.topics[place];
    return topic?.isTaken === true && topic.title.trim() !== '';
  }
}

export class ReviewedPerson {
  isTaken = $state(true);
  name = $state('');
  unit = $state('');
  post = $state('');
  state: AttendanceState = $state('present');
  readonly #read: OldPerson;
  readonly #known: readonly InvitedPerson[];

  constructor(read: OldPerson, known: readonly InvitedPerson[]) {
    this.#read = read;
    this.#known = known;
    Object.assign(this, { name: read.name, unit: read.unit, post: read.post, state: read.state });
    // Words without a name are nobody; the same person once.
    this.isTaken = read.problem === null || read.problem === 'doubtful';
    const { match } = this;
    if (read.unit === '' && match.type === 'one') this.unit = match.person.unit;
  }

  /** It goes when another name is written; whom the book knows is no doubt. */
  get problem(): OldPerson['problem'] {
    const { problem } = this.#read;
    if (this.name !== this.#read.name) return null;
    return problem === 'doubtful' && this.match.type === 'one' ? null : problem;
  }

  get match(): Match {
    return matchPerson(this, this.#known);
  }
}

export class ReviewedTopic {
  isTaken = $state(true);
  title = $state('');
  readonly blocks: readonly OldBlock[];

  constructor(title: string, blocks: readonly OldBlock[]) {
    this.title = title;
    this.blocks = blocks;
  }
}

type ReadResolution = ReadOldMinutes['minutes']['resolutions'][number];

export class ReviewedResolution {
  isTaken = $state(true);
  text = $state('');
  lead = $state('');
  deadline = $state('');
  /** Of old minutes most are done; what is not goes on under follow-up. */
  isSettled = $state(true);
  readonly topic: number;
  readonly assisting: readonly string[];

  constructor({ topic, text, lead, assisting, deadline, isSaid }: ReadResolution) {
    this.topic = topic;
    this.assisting = assisting;
    Object.assign(this, { text, lead, deadline });
    this.isTaken = isSaid;
    this.isSettled = deadline === '' || Date.parse(deadline) < Date.now();
  }
}
