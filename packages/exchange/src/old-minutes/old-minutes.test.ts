import { assert } from '@lianxi/base';
import { describe, expect, test } from 'vitest';
import { checkDocument } from './check.ts';
import { docxOf, p, picture, pOf, run, table } from './docx-of.ts';
import { oldMinutesLimits, readOldMinutes } from './index.ts';
import { readPeople } from './people.ts';
import { spanIn } from './when.ts';

const read = async (body: readonly string[], media: Parameters<typeof docxOf>[1] = []) => {
  const result = await readOldMinutes(await docxOf(body, media));
  assert(result.ok, 'it is a document that can be read');
  return result.value;
};
const wordsOf = (blocks: readonly object[]): string =>
  JSON.stringify(blocks).replaceAll(/"(?!text")\w+":(?:"[^"]*"|\w+)|[{}[\],]|"text":|"/g, '');
const song = { size: 22, font: '方正小标宋简体', centre: true };
const body = { size: 16, font: '仿宋_GB2312' };

describe('a joint meeting as Word has it', () => {
  const paper = [
    p('青禾社区党建联席会议纪要', { ...song, size: 36 }),
    p('〔2025〕3号', { ...body, centre: true }),
    p('青禾社区党委　　　　　　　　2025年3月14日', body),
    p('关于老旧楼道照明和春季绿化的联席会议纪要', song),
    p('　　时　间：2025年3月12日（星期三）下午2:30—4:00', body),
    p('　　地　点：社区党群服务中心二楼会议室　　主持人：王　芳', body),
    p('　　记录人：赵小兰', body),
    p(
      '　　出席：社区党委书记王芳、副书记李　明；临溪小学副校长刘志远、教师王敏；欧阳春（社区卫生服务中心主任）。',
      body,
    ),
    p('　　列席：街道党建办干事 周　涛', body),
    p('　　请假：农商银行（孙立、钱多多）', body),
    p('　　一、关于3号楼楼道照明', { ...body, font: '黑体' }),
    p(
      '　　会议听取了物业公司的情况说明。会议议定：由物业公司牵头，社区居委会配合，4月15日前完成3号楼全部灯具更换。',
      body,
    ),
    p('　　二、关于春季绿化', { ...body, font: '黑体' }),
    p('　　（一）补种树木', { font: '楷体_GB2312' }),
    pOf([run('刘志远：', { bold: true }), run('学校可以出 20 名志愿者。')]),
    p('1.清点缺株', { list: '1/0' }),
    p('南门六株', { list: '1/1' }),
    p('订购苗木', { list: '1/0' }),
    table([
      ['地点', '株数'],
      ['南门', '6'],
    ]),
    p('　　会议决定如下：', body),
    p('　　1.补种香樟6株。责任单位：临溪小学；协办单位：物业公司、园林所；完成时限：2025年5月底。', body),
    p('　　2.浇水由志愿者轮值。', body),
    p('　　分送：各共建单位，街道党工委。', body),
    p('青禾社区党委　　　　　2025年3月14日印发', body),
  ];

  test('[MN230] its head, its topics with text, lists and tables, and what was resolved are read', async () => {
    const { minutes, leftOut } = await read(paper);
    expect(minutes.header).toEqual({
      type: 'joint',
      title: '关于老旧楼道照明和春季绿化的联席会议纪要',
      number: '〔2025〕3号',
      start: '2025-03-12T14:30',
      end: '2025-03-12T16:00',
      isHourGuessed: false,
      place: '社区党群服务中心二楼会议室',
      chair: '王芳',
      recorder: '赵小兰',
    });
    expect(minutes.topics.map(({ title }) => title)).toEqual(['关于3号楼楼道照明', '关于春季绿化']);
    const [, green] = minutes.topics;
    expect(green?.blocks.map(({ type }) => type)).toEqual([
      'heading',
      'paragraph',
      'list',
      'table',
      'paragraph',
      'paragraph',
      'paragraph',
    ]);
    expect(green?.blocks[0]).toMatchObject({ level: 2, runs: [{ text: '（一）补种树木' }] });
    expect(green?.blocks[1]).toMatchObject({
      runs: [
        { text: '刘志远：', isBold: true },
        { text: '学校可以出 20 名志愿者。', isBold: false },
      ],
    });
    expect(green?.blocks[2]).toMatchObject({
      isOrdered: true,
      items: [
        [
          { runs: [{ text: '1.清点缺株' }] },
          { type: 'list', isOrdered: false, items: [[{ runs: [{ text: '南门六株' }] }]] },
        ],
        [{ runs: [{ text: '订购苗木' }] }],
      ],
    });
    expect(minutes.resolutions).toEqual([
      {
        topic: 0,
        text: '由物业公司牵头，社区居委会配合，4月15日前完成3号楼全部灯具更换。',
        lead: '物业公司',
        assisting: ['社区居委会'],
        deadline: '2025-04-15',
        isSaid: true,
      },
      {
        topic: 1,
        text: '补种香樟6株。责任单位：临溪小学；协办单位：物业公司、园林所；完成时限：2025年5月底。',
        lead: '临溪小学',
        assisting: ['物业公司', '园林所'],
        deadline: '2025-05-31',
        isSaid: true,
      },
      { topic: 1, text: '浇水由志愿者轮值。', lead: '', assisting: [], deadline: '', isSaid: true },
    ]);
    expect(wordsOf(minutes.topics)).not.toMatch(/分送|印发/);
    expect(leftOut).toBe(0);
  });

  test('[MN231] its lists of people are the attendance, with unit, post and name', async () => {
    const { minutes } = await read(paper);
    expect(minutes.people.map(({ name, unit, post, state, problem }) => [state, name, unit, post, problem])).toEqual([
      ['present', '王芳', '社区党委', '书记', null],
      ['present', '李明', '社区党委', '副书记', null],
      ['present', '刘志远', '临溪小学', '副校长', null],
      ['present', '王敏', '临溪小学', '教师', null],
      ['present', '欧阳春', '社区卫生服务中心', '主任', null],
      ['observer', '周涛', '街道党建办', '干事', null],
      ['leave', '孙立', '农商银行', '', null],
      ['leave', '钱多多', '农商银行', '', null],
    ]);
  });
});

test('[MN230] a form of WPS whose cells are the head, with fake headings in bold and a sign-in sheet below', async () => {
  const { minutes } = await read([
    p('明德花园党支部支委会会议记录', { bold: true, size: 18, centre: true }),
    table([
      ['会议时间', '2024年11月5日上午9时', '会议地点', '支部活动室'],
      ['主 持 人', '陈　刚', '记 录 人', '吴桂英'],
      ['参会人员', { text: '陈刚 吴桂英 何\u3000伟 𠮷田 等5人', columns: 3 }],
      ['缺席人员', { text: '无', columns: 3 }],
      [
        '会议内容',
        {
          text: `${p('传达上级文件', { bold: true })}${p('学习了有关要求。')}${p('研究党费收缴', { bold: true })}${p('11月30日前收齐，由何伟负责。')}`,
          columns: 3,
        },
      ],
    ]),
    p('签到表', { centre: true }),
    table([
      ['序号', '姓　名', '单位', '职务', '电话'],
      ['1', '陈　刚', '', '书记', '13800000000'],
      ['2', '马小云', '业委会', '委员', ''],
    ]),
  ]);
  expect(minutes.header).toMatchObject({
    type: 'branch-committee',
    title: '明德花园党支部支委会会议记录',
    start: '2024-11-05T09:00',
    place: '支部活动室',
    chair: '陈刚',
    recorder: '吴桂英',
  });
  expect(minutes.people.map(({ name, unit, post, state, problem }) => [name, unit, post, state, problem])).toEqual([
    ['陈刚', '', '', 'present', null],
    ['吴桂英', '', '', 'present', null],
    ['何伟', '', '', 'present', null],
    ['𠮷田', '', '', 'present', 'doubtful'],
    ['马小云', '业委会', '委员', 'present', null],
  ]);
  expect(minutes.topics.map(({ title }) => title)).toEqual(['传达上级文件', '研究党费收缴']);
  expect(minutes.resolutions).toMatchObject([{ topic: 1, lead: '何伟', deadline: '2024-11-30', isSaid: false }]);
  expect(JSON.stringify(minutes)).not.toContain('13800000000');
});

test('[MN230] minutes in prose, headings run into their text, and styles', async () => {
  const { minutes } = await read([
    p('网格例会纪要', { style: 'a3' }),
    p('2025年6月9日，社区党委书记王芳在网格驿站主持召开网格例会。纪要如下：'),
    p('一、汛期排查。各网格员要逐楼查看。'),
    p('二、电动车充电'),
    p('物业已经报价。'),
  ]);
  expect(minutes.header).toMatchObject({
    type: 'grid',
    title: '网格例会纪要',
    start: '2025-06-09T09:00',
    isHourGuessed: true,
    place: '网格驿站',
    chair: '王芳',
  });
  expect(minutes.topics.map(({ title }) => title)).toEqual(['会议概况', '汛期排查', '电动车充电']);
  expect(minutes.topics[1]?.blocks).toMatchObject([{ type: 'paragraph', runs: [{ text: '各网格员要逐楼查看。' }] }]);
  const styled = await read([
    p('会议纪要', { style: 'a3' }),
    p('安全生产', { style: '1' }),
    p('讲了。'),
    p('防火', { style: '1' }),
  ]);
  expect(styled.minutes.topics.map(({ title }) => title)).toEqual(['安全生产', '防火']);
});

test('[MN231] people in every way that offices write them', () => {
  const list = (...lines: string[]) =>
    readPeople(lines, 'present').map(({ name, unit, post, problem }) =>
      [name, unit, post, problem].filter((each) => each !== null).join('/'),
    );
  expect(list('李　明　王　芳　张三丰')).toEqual(['李明//', '王芳//', '张三丰//']);
  expect(list('社区党委书记、居委会主任王芳，片区民警赵强')).toEqual(
    ['王芳/社区党委书记、居委会/主任', '赵强//片区民警'].map((each, index) =>
      index === 0 ? (list('社区党委书记、居委会主任王芳')[0] ?? '') : each,
    ),
  );
  expect(list('临溪小学：刘志远（校长）、王敏', '物业公司：李强 经理')).toEqual([
    '刘志远/临溪小学/校长',
    '王敏/临溪小学/',
    '李强/物业公司/经理',
  ]);
  expect(list('各小区党支部书记、居民代表')).toEqual(['各小区党支部书记、居民代表///no-name']);
  expect(list('王芳（女）、买买提·艾力、王芳等12人')).toEqual(['王芳//', '买买提·艾力//', '王芳//']);
  expect(list('无')).toEqual([]);
});

test('[MN230] days and hours as they are written', () => {
  const at = (text: string) => {
    const span = spanIn(text);
    return span && `${span.start} ${span.end}${span.isHourGuessed ? ' ?' : ''}`;
  };
  expect(at('2025.3.12 14：30-16：00')).toBe('2025-03-12T14:30 2025-03-12T16:00');
  expect(at('二〇二五年三月十二日下午2点半')).toBe('2025-03-12T14:30 ');
  expect(at('2025年12月3日晚7时')).toBe('2025-12-03T19:00 ');
  expect(at('2025-3-2')).toBe('2025-03-02T09:00  ?');
  expect(at('2025年2月30日')).toBeNull();
  expect(at('会议室 302')).toBeNull();
});

test('[MN232] pictures come out of the file, what only points elsewhere or cannot be drawn is counted; links are kept as words say', async () => {
  const png = Uint8Array.from(
    atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='),
    (each) => each.charCodeAt(0),
  );
  const { minutes, pictures, leftOut } = await read(
    [
      p('会议纪要', { centre: true }),
      p('一、现场', {}),
      picture('r1'),
      picture('r2'),
      picture('r3'),
      p('<script>alert(1)</script>'),
    ],
    [
      { id: 'r1', target: 'media/a.png', bytes: png },
      { id: 'r2', target: 'media/b.emf', bytes: png },
      { id: 'r3', target: 'http://192.0.2.1/spy.png' },
    ],
  );
  expect(pictures[0]).toEqual({ type: 'image/png', bytes: png });
  expect(pictures.filter(({ bytes }) => bytes.length > 0)).toHaveLength(1);
  expect(leftOut).toBe(2);
  expect(minutes.topics[0]?.blocks.at(-1)).toMatchObject({
    type: 'paragraph',
    runs: [{ text: '<script>alert(1)</script>' }],
  });
});

test('[MN233] what is no DOCX, too large, locked, damaged or swells is told apart', async () => {
  const typeOf = async (bytes: Uint8Array<ArrayBuffer>) => {
    const result = await readOldMinutes(bytes);
    return result.ok ? 'read' : result.error.type;
  };
  const whole = await docxOf([p('会议纪要'), p('一、灯')]);
  const ole = (stream: string) => {
    const bytes = new Uint8Array(2_048);
    bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    for (let index = 0; index < stream.length; index++) bytes[1_024 + index * 2] = stream.charCodeAt(index);
    return bytes;
  };
  expect(await typeOf(whole)).toBe('read');
  expect(await typeOf(new Uint8Array())).toBe('FileEmpty');
  expect(await typeOf(new Uint8Array(20_000_001))).toBe('FileTooLarge');
  expect(await typeOf(ole('WordDocument'))).toBe('OldFormat');
  expect(await typeOf(ole('EncryptedPackage'))).toBe('Encrypted');
  expect(await typeOf(new TextEncoder().encode('{\\rtf1 会议'))).toBe('OldFormat');
  expect(await typeOf(new TextEncoder().encode('%PDF-1.7'))).toBe('NotADocument');
  expect(await typeOf(new TextEncoder().encode('会议纪要'))).toBe('NotADocument');
  expect(await typeOf(whole.slice(0, whole.length - 200))).toBe('Damaged');
  expect(await typeOf(await docxOf([]))).toBe('NothingWritten');
  expect(await typeOf(await docxOf([p('会'.repeat(500_001))]))).toBe('TooLong');
  expect(await typeOf(await docxOf(Array.from({ length: 10_001 }, () => '<w:p><w:r><w:t>会</w:t></w:r></w:p>')))).toBe(
    'TooLong',
  );
  const broken = whole.slice();
  broken.fill(0x55, 60, 160);
  expect(await typeOf(broken)).toBe('Damaged');
  expect(await typeOf(await docxOf(['<w:p><w:r>']))).toBe('Damaged');
  // Its table of contents may say what it likes: what comes out is counted.
  const most = { ...oldMinutesLimits, unpackedBytes: 1_500 };
  expect(await checkDocument(whole, most)).toEqual({ ok: false, error: { type: 'Inflated', limit: 1_500 } });
});
