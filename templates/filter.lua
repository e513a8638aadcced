-- From the Markdown of a report to the forms that have a cover of their own. Reads and writes no file.
--
-- The document: its head (everything above the first `---`, else its `# Title`) goes, since the form has a
-- cover. `##` is the highest heading. A quotation above the first of them is the lead, later ones are quotations;
-- GitHub's alerts are boxes. Contents stand before the first `##`.
--
-- Tables: a paragraph "表 1　…" or "Table 1 …" just above is the caption; so is a directive, invisible on GitHub:
--   <!-- table class="dense|wide|keep|kpi" widths="20 9 9 62" bars="2" -->, where cells of column 2 say "done / planned";
--   name="…" is what screen readers call a table without a caption
--   <!-- page --> begins a page, unless little of the last one is filled; <!-- compact --> sets all that follows in
--   small type; <!-- columns --> sets the rest of a section in small type and two columns; <!-- empty --> stands before
--   the heading of a section with nothing in it; the paragraph after <!-- foot --> stands small at the foot of the first
--   page, which is one of its own if a <!-- page --> follows; such a report has printed contents only if it is long;
--   the paragraph after <!-- margin --> stands small at the foot of its page
-- Figures: a paragraph with one image and a title: ![alternative text](charts/x.svg "图 1　caption").

local typst = FORMAT:match 'typst' ~= nil
local html = FORMAT:match 'html' ~= nil
local docx = FORMAT == 'docx'
local stringify = pandoc.utils.stringify

local LIGHTS = { ['●'] = 'green', ['▲'] = 'amber', ['■'] = 'red', ['○'] = 'grey', ['◇'] = 'closed' }
local ALERTS = { note = 'note', tip = 'tip', important = 'lead', warning = 'warning', caution = 'warning' }
local STYLES = { note = 'Note', tip = 'Tip', lead = 'Lead', warning = 'Warning' }
local STAND_IN = '—' -- PDF/UA refuses empty headings and alternative texts
local LISTED = 12 -- more headings than this below one are not listed in the contents, and are folded together in HTML
local LONG, ENDLESS = 10, 100 -- rows of a table that a phone shows whole, and any screen
local HAN = '[\xe3-\xe9][\x80-\xbf][\x80-\xbf]'
local SHORT_ROWS, SHORT_TEXT, FEW_ROWS = 8, 500, 4 -- such a table stays on one page
local TALL = 240 -- points: a table with a higher row parts its rows at the end of a page
local CONTENTS = 450 -- blocks of some 20 pages: a shorter report with a first page of its own has no printed contents
local NARROWEST, WIDEST, LONGEST_WORD = 6, 44, 15 -- a column, in Latin letters; a longer word may break
local LONGEST_DAY = 20 -- Word parts a day after its hyphens: a line that is a word or two and a day stays whole, as does a light
local PAGE, PAGE_DENSE, SLIM = 104, 117, 0.6 -- letters of a line; a table that needs less of it keeps its own width
local PADDING, SHORT_HEAD = 3, 8 -- the room beside a cell, in letters; a head of so many stays on one line
local BAR = 21 -- 3 cm on paper, in small letters
local CHART = 1550 -- pixels of a chart that is as wide as the page of Word
local TAGS = { zh = 'zh-CN', en = 'en-GB' }
local chinese = true

-- What Lua has let go of stays in pandoc's own memory until it is collected: early, then pandoc is a quarter faster.
collectgarbage('incremental', 120, 400)

local function raw(text) return pandoc.RawBlock('typst', text) end
local function inline(text) return pandoc.RawInline('typst', text) end
local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%c', ' ') .. '"' end

-- Written for HTML and Word themselves.
local function xml(text) return (text:gsub('[&<>"]', { ['&'] = '&amp;', ['<'] = '&lt;', ['>'] = '&gt;', ['"'] = '&quot;' })) end

-- Text ---------------------------------------------------------------------------------------------------

-- A long run that is no word (an address, a digest) gets places to break, which copied text does not show.
local function guarded(text) return (text:gsub('%p', '\\%0')) end

-- After its punctuation, where a reader would part it; anywhere only within what has none.
local function broken(run)
  if #run < 16 or (not run:find '[%d%p]' and #run < 28) then return guarded(run) end
  local pieces = {}
  for word, marks in run:gmatch '(%w*)(%p*)' do
    local last = #word < 16 and word or ''
    for first = 1, #word - #last, 3 do pieces[#pieces + 1] = word:sub(first, first + 2) end
    if last .. marks ~= '' then pieces[#pieces + 1] = guarded(last .. marks) end
  end
  return table.concat(pieces, '#soft;')
end

-- Complete: pandoc's writer escapes less than Typst reads as markup. The year and number of a paper stay together.
local function escaped(text)
  local ids = {}
  if text:find '%l%-' then -- a line never ends within an id for which columns have room
    text = text:gsub('%f[%w]%l%w*%-[%w%-]*%d%f[^%w%-]', function(id)
      if #id > LONGEST_WORD then return nil end
      ids[#ids + 1] = '#box[' .. guarded(id) .. '];'
      return '\1'
    end)
  end
  text = #text < 16 and guarded(text) or text:gsub('[%w%p]+', broken)
  for _, id in ipairs(ids) do text = text:gsub('\1', (id:gsub('%%', '%%%%')), 1) end
  if text:find '〔' then text = text:gsub('〔%d+〕%d+号', '#box[%0]') end
  if text:find '\xe2' then
    for shape, name in pairs(LIGHTS) do text = text:gsub(shape, '#light.' .. name .. ';') end
  end
  return text
end

-- The name of the other language where a passage is wholly in it, for quotes, hyphens and screen readers.
local function other_language(content)
  if chinese and #content < 5 then return nil end -- three words and two spaces
  local text = stringify(content)
  local han = text:find(HAN)
  if not chinese then return han and 'zh' or nil end
  if han then return nil end
  local _, words = text:gsub('%f[%a]%a%a+', '')
  local _, gaps = text:gsub('%s', '')
  return words >= 3 and gaps >= 2 and 'en' or nil
end

-- In an English paragraph each run of Chinese words is marked, with the spaces within it.
local function ends_run(inlines, place)
  local item, after = inlines[place], inlines[place + 1]
  local gap = item.t == 'Space' or item.t == 'SoftBreak'
  return not (gap and after and after.t == 'Str' and after.text:find(HAN))
end

-- Called for each list of words, thousands of times: in one go, from the outer list to those within it.
local function typst_inlines(inlines)
  local out, changed, skip, run = pandoc.Inlines {}, false, false, false
  for place, item in ipairs(inlines) do
    local text = not skip and item.t == 'Str' and item.text
    local name = text and LIGHTS[text]
    local han = not chinese and text and text:find(HAN)
    if han and not run then
      out:insert(inline '#zh[')
      changed, run = true, true
    elseif run and not han and ends_run(inlines, place) then
      out:insert(inline ']')
      run = false
    end
    if skip then
      skip = false
    elseif name and inlines[place + 1] and inlines[place + 1].t == 'Space' then
      out:insert(inline('#light.' .. name .. ';~')) -- a mark and its word stay together
      changed, skip = true, true
    elseif text and (#text > 15 or text:find '[%p\xe2]') then
      out:insert(inline(escaped(text)))
      changed = true
    else
      out:insert(item)
    end
  end
  if run then out:insert(inline ']') end
  local other = chinese and other_language(inlines)
  if other then
    out:insert(1, inline('#' .. other .. '['))
    out:insert(inline ']')
  end
  return (changed or other) and out or nil
end

-- No slanted Chinese, and no bold of a font that has none: Word's styles Strong and Emphasis.
local function styled(name)
  return function(item) return pandoc.Span(item.content, pandoc.Attr('', {}, { { 'custom-style', name } })) end
end

-- HTML within a line is a line break or goes: no form acts upon what a ledger's template or text brings.
local function line_break(item)
  if item.format == 'typst' then return nil end -- ours
  return item.format == 'html' and item.text:match '^<br%s*/?>$' and pandoc.LineBreak() or {}
end

local targets = {} -- what links within the document lead to
local function outer_link(link)
  if targets[link.target] then return nil end
  local scheme = link.target:match '^(%a+):'
  if scheme and (scheme:lower():match '^https?$' or scheme:lower() == 'mailto') then return nil end
  return link.content -- what is beside the Markdown file is not beside the other forms
end

local function in_its_language(block)
  local other = other_language(block.content)
  if not other then return nil end
  block.content = { pandoc.Span(block.content, pandoc.Attr('', {}, { { 'lang', TAGS[other] } })) }
  return block
end

-- What may be wider than its room scrolls by itself. Chromium and Firefox stop at it by keyboard where it does scroll, and
-- all browsers stop at links in it, from where the arrows scroll. Safari needs a stop of its own where there is no link, which
-- is of use to nobody where nothing scrolls: `stop` says where it does, 'anywhere' or on a 'phone' alone (the style of the
-- page takes it away on screens). Pairs in a list, since the order of a table's keys changes from run to run.
local function scrolling(blocks, class, stop, label, style)
  local classes, attributes = pandoc.List { class }, {}
  if stop == 'phone' then classes:insert 'fits-screen' end
  if stop then attributes = { { 'role', 'group' }, { 'tabindex', '0' }, { 'aria-label', stringify(label) } } end
  if style then attributes[#attributes + 1] = { 'style', style } end
  return pandoc.Div(blocks, pandoc.Attr('', classes, attributes))
end

-- Pictures -----------------------------------------------------------------------------------------------

local function picture(image)
  local alt = stringify(image.caption)
  return inline('#picture(' .. quoted(image.src) .. ', alt: ' .. quoted(alt ~= '' and alt or STAND_IN) .. ')')
end

-- Word keeps pictures as files. Nothing is read: the picture came with the Markdown, as a `data:` address.
local embedded_so_far = 0
local function embedded(image)
  local mime, data = pandoc.mediabag.fetch(image.src)
  if not mime then return nil end
  embedded_so_far = embedded_so_far + 1
  image.src = 'picture' .. embedded_so_far .. '.png'
  pandoc.mediabag.insert(image.src, mime, data)
  local across = mime == 'image/png' and string.unpack('>I4', data, 17) or CHART -- where a PNG states its width
  if across < CHART then image.attributes.width = string.format('%.0f%%', 100 * across / CHART) end
  return image
end

local function is_figure(paragraph)
  local image = paragraph.content[1]
  return #paragraph.content == 1 and image.t == 'Image' and image.title ~= ''
end

local function figure(paragraph)
  local image = paragraph.content[1]
  local caption = pandoc.Inlines(image.title)
  if #image.caption == 0 then image.caption = caption:clone() end
  image.title = ''
  local drawn = html and scrolling({ pandoc.Plain { image } }, 'drawing', 'phone', image.caption) or pandoc.Plain { image }
  return pandoc.Figure({ drawn }, { long = { pandoc.Plain(caption) } })
end

-- Tables -------------------------------------------------------------------------------------------------

local function directive(block)
  local text = block and block.t == 'RawBlock' and block.format == 'html' and block.text:match '^<!%-%-%s*(.-)%s*%-%->%s*$'
  local said = text and text:match '^table%s+(.+)$'
  if not said then return nil, text end
  local values = {}
  for key, value in said:gmatch '([%w-]+)="([^"]*)"' do values[key] = value end
  return values
end

local function is_caption(block)
  local text = block and block.t == 'Para' and stringify(block) or ''
  return text:match '^Table%s+%w' or text:match '^表%s*%w'
end

-- How wide a text prints, in Latin letters: a Chinese one counts twice.
local function measure(text)
  local _, others = text:gsub('[\xe2-\xef][\x80-\xbf][\x80-\xbf]', '')
  return (utf8.len(text) or #text) + others
end

-- How wide the longest word is that stays on one line: a date, a number, a number and what it became, the number of a paper, a word.
local function longest_word(text)
  local longest = 0
  for word in text:gsub('[\xe2-\xef][\x80-\xbf][\x80-\xbf]', ' '):gmatch '[^%s/]+' do longest = math.max(longest, #word) end
  for number in text:gmatch '〔%d+〕%d+号' do longest = math.max(longest, measure(number)) end
  for pair in text:gmatch '%d[%d.,]*%%?\u{a0}→\u{a0}%d[%d.,]*' do longest = math.max(longest, measure(pair)) end
  if text:find '^[\xe2\x96\x97\x80-\xbf]+$' then longest = math.max(longest, measure(text)) end -- a row of lights
  return longest
end

-- A copy of a table in whose texts line breaks can be told from spaces. To look at each word of each cell from Lua would
-- take ten times as long.
local function with_line_feeds(tbl)
  local feed = pandoc.Str '\n'
  return tbl:walk {
    LineBreak = function() return feed end,
    RawInline = function(item) return item.format == 'html' and feed or nil end, -- <br>
  }
end

-- The texts between the line breaks of a cell of such a copy.
local function lines_of(cell) return (stringify(cell.contents) .. '\n'):gmatch '([^\n]*)\n' end

-- For each column how wide its longest word is, and its longest line, both within bounds; and whether all lines are.
local function natural_widths(tbl)
  local words, lines, short = {}, {}, true
  local function see(row, unbroken)
    for place, cell in ipairs(row.cells) do
      local word, day, line = 2, 0, NARROWEST
      for part in lines_of(cell) do
        local width = measure(part)
        if docx and width <= LONGEST_DAY and (part:find '^%D+%d%d%d%d%-%d%d%-%d%d$' or LIGHTS[part:match '^(\xe2..) ']) then day = math.max(day, width) end
        word, line = math.max(word, longest_word(part), math.min(width, unbroken)), math.max(line, width)
      end
      words[place] = math.max(words[place] or 0, math.max(math.min(word, LONGEST_WORD), day) + PADDING)
      lines[place] = math.max(lines[place] or 0, math.min(line + PADDING, WIDEST))
      short = short and line + PADDING <= WIDEST
    end
  end
  tbl = with_line_feeds(tbl)
  for _, row in ipairs(tbl.head.rows) do see(row, SHORT_HEAD) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do see(row, 0) end
  end
  return words, lines, short
end

local function sum(numbers)
  local total = 0
  for _, number in ipairs(numbers) do total = total + number end
  return total
end

-- No column is narrower than its longest word; what that takes comes from those that have room.
local function with_room(widths, words)
  local lacking, spare = 0, 0
  for place, width in ipairs(widths) do
    lacking = lacking + math.max(words[place] - width, 0)
    spare = spare + math.max(width - words[place], 0)
  end
  local share = spare > 0 and math.min(lacking / spare, 1) or 0
  for place, width in ipairs(widths) do
    widths[place] = width < words[place] and words[place] or width - (width - words[place]) * share
  end
end

-- The shares that a template gives, where they suit (or exactly them); a table that needs little of the line keeps its own width.
-- Returns how many letters wide it is at least.
local function set_widths(tbl, given, dense, exactly, bars)
  local words, lines, short = natural_widths(tbl)
  if bars and typst then words[bars] = BAR + PADDING end
  local room, needed, widths = dense and PAGE_DENSE or PAGE, sum(lines), {}
  for part in (given or ''):gmatch '[%d.]+' do widths[#widths + 1] = tonumber(part) end
  if #widths ~= #tbl.colspecs then widths = lines end
  local scale = room / sum(widths)
  if not docx and not exactly and short and needed <= SLIM * room then
    widths, scale = lines, 1
  end
  for place, width in ipairs(widths) do widths[place] = width * scale end
  if not exactly then with_room(widths, words) end
  for place, spec in ipairs(tbl.colspecs) do tbl.colspecs[place] = { spec[1], widths[place] / math.max(room, sum(widths)) } end
  return sum(words)
end

-- Takes the directive and the caption off the end of what is already written, in either order.
local function take_above(out)
  local said, caption
  for _ = 1, 2 do
    local found = directive(out[#out])
    if found and not said then
      said = found
      out:remove()
    elseif not caption and is_caption(out[#out]) then
      caption = out:remove()
    end
  end
  return said or {}, caption
end

local function classes_of(tbl, said)
  local classes = pandoc.List {}
  for class in (said.class or ''):gmatch '%S+' do classes:insert(class) end
  local rows = tbl.bodies[1] and #tbl.bodies[1].body or 0
  if rows > SHORT_ROWS and not classes:includes 'keep' then return classes end
  local length = utf8.len(stringify(tbl)) or 0
  if rows <= FEW_ROWS or rows <= SHORT_ROWS and length <= SHORT_TEXT then classes:insert 'keep' end
  if length > 4 * SHORT_TEXT then classes = classes:filter(function(class) return class ~= 'keep' end) end
  return classes
end

local TURNED, UPRIGHT = '#sideways[', ']'

-- Word's sections end where their properties stand; docx.py writes those in the place of these marks.
local function turn(mark)
  return typst and raw(mark) or pandoc.RawBlock('openxml', mark == TURNED and '<!-- upright -->' or '<!-- sideways -->')
end

local function is_turned_back(block)
  return block and block.t == 'RawBlock' and block.text == turn(UPRIGHT .. ' // sideways').text
end

-- A wide table has a page of its own on its side; the headings above it go with it, and tables share it.
local function put_sideways(out, blocks)
  local above = pandoc.Blocks {}
  while #out > 0 and out[#out].t == 'Header' do above:insert(1, out:remove()) end
  if is_turned_back(out[#out]) then
    out:remove()
  else
    out:insert(turn(TURNED))
  end
  out:extend(above)
  out:extend(blocks)
  out:insert(turn(UPRIGHT .. ' // sideways'))
end

local function heads_of(tbl)
  local texts = pandoc.List {}
  for _, row in ipairs(tbl.head.rows) do
    for _, cell in ipairs(row.cells) do texts:insert(stringify(cell.contents)) end
  end
  return table.concat(texts, ', ')
end

-- Where a column of numbers ends beside one of words there are 4 mm between them.
local function gaps_of(tbl)
  local places = {}
  for place = 2, #tbl.colspecs do
    if tbl.colspecs[place - 1][1] == 'AlignRight' and tbl.colspecs[place][1] ~= 'AlignRight' then
      places[#places + 1] = place - 1 .. ','
    end
  end
  return table.concat(places)
end

-- How many lines a text takes where so many letters fit on one; Latin words go whole to the next.
local function lines_needed(text, width)
  local count, filled = 1, -1
  for word in text:gmatch '%S+' do
    local size = measure(word)
    if filled >= 0 and filled + 1 + size > width then count, filled = count + 1, -1 end
    filled = filled + 1 + size
    local more = math.max(math.ceil(filled / width) - 1, 0)
    count, filled = count + more, filled - more * width
  end
  return count
end

-- How high a row of a copy with line feeds prints, in points.
local function high(tbl, row, room)
  local lines = 1
  for place, cell in ipairs(row.cells) do
    local count = 0
    for part in lines_of(cell) do
      count = count + lines_needed(part, math.max(tbl.colspecs[place][2] * room - PADDING, 2))
    end
    lines = math.max(lines, count)
  end
  return lines * 12 + 10
end

-- How high the caption, the head and the first two rows print, so much room there must be on the page; the tallest row;
-- and the last three rows.
local function heights(tbl, room)
  tbl = with_line_feeds(tbl)
  local rows = tbl.bodies[1] and tbl.bodies[1].body or {}
  local needed, tallest, last = 36, 0, 0
  for _, row in ipairs { tbl.head.rows[1], rows[1], rows[2] } do needed = needed + high(tbl, row, room) end
  for place, row in ipairs(rows) do
    local height = high(tbl, row, room)
    tallest = math.max(tallest, height)
    if place > #rows - 3 then last = last + height end
  end
  return math.min(needed, 320), tallest, last
end

-- A table that may break: above the repeated head stands what is continued, and two rows at least end it.
local broken_so_far = 0
local function continued(tbl, caption, room)
  broken_so_far = broken_so_far + 1
  local needed, tallest, last = heights(tbl, room)
  local key, number = quoted('t' .. broken_so_far), caption:match '^表%s*%w+' or caption:match '^Table%s+%w+'
  local said = (number or caption) .. (chinese and '（续）' or ' (continued)')
  local first = tbl.head.rows[1] and tbl.head.rows[1].cells[1]
  if first and first.contents[1] then
    first.contents[1].content:insert(1, inline('#continued(' .. key .. ', ' .. quoted(said) .. ');'))
  end
  local rows = tbl.bodies[1] and tbl.bodies[1].body or {}
  for place = math.max(#rows - 2, 1), #rows do
    local cell = rows[place].cells[1]
    if cell and cell.contents[1] then cell.contents[1].content:insert(1, inline('#row-mark(' .. key .. ', ' .. #rows - place .. ');')) end
  end
  local parted = tallest > TALL and 'true' or 'false'
  return { raw('#ended(' .. key .. ', ' .. #rows .. ', ' .. last .. 'pt, parted: ' .. parted .. ')['), tbl, raw ']' }, needed
end

local room_above = '1.4em' -- as `show figure` in report.typ, less where all is small
local function put_typst_table(out, tbl, classes, above)
  local fixed = classes:includes 'keep' or classes:includes 'kpi' or classes:includes 'brief'
  local gaps, blocks, height = gaps_of(tbl), { tbl }, nil
  if not fixed then blocks, height = continued(tbl, above, classes:includes 'dense' and PAGE_DENSE or PAGE) end
  if height then blocks = { raw('#needs(' .. height .. 'pt, gap: ' .. room_above .. ')['), table.unpack(blocks) } blocks[#blocks + 1] = raw ']' end
  if #classes > 0 or gaps ~= '' then
    local names = table.concat(classes:map(function(name) return quoted(name) .. ',' end))
    blocks = { raw('#styled((' .. names .. '), gaps: (' .. gaps .. '))['), table.unpack(blocks) }
    blocks[#blocks + 1] = raw ']'
  end
  if classes:includes 'wide' then put_sideways(out, blocks) else out:extend(blocks) end
end

-- The number of a table is bold, its words are not.
local function captioned(caption)
  local content, number = caption.content, pandoc.Inlines {}
  while #content > 0 and #number < 4 do
    local item = content:remove(1)
    local before, after = (item.text or ''):match '^(.-)　(.*)$'
    if before then
      number:insert(pandoc.Str(before))
      content:insert(1, pandoc.Str('　' .. after))
      break
    end
    number:insert(item)
  end
  content:insert(1, pandoc.Strong(number))
  return content
end

-- On a phone each row of a table of more than a few columns is a card, in which the head of its column stands before each cell
-- and its lines follow each other, parted by a mark that no other form shows.
local FEW_COLUMNS = 3
local function with_labels(tbl, classes)
  local numbers = 0
  for _, spec in ipairs(tbl.colspecs) do numbers = numbers + (spec[1] == 'AlignRight' and 1 or 0) end
  local compared = numbers > #tbl.colspecs / 2 -- numbers are read down their columns
  if #tbl.colspecs <= FEW_COLUMNS or compared or classes:includes 'kpi' or not tbl.head.rows[1] then return end
  classes:insert 'cards'
  local heads = tbl.head.rows[1].cells:map(function(cell) return stringify(cell.contents) end)
  local parted = { pandoc.Span(chinese and '；' or ';', pandoc.Attr('', { 'then' })), pandoc.LineBreak() }
  tbl.bodies = tbl:walk({ LineBreak = function() return parted end }).bodies
  for _, body in ipairs(tbl.bodies) do
    body.body = body.body:map(function(row)
      for place, cell in ipairs(row.cells) do cell.attr = pandoc.Attr('', {}, { { 'data-label', heads[place] or '' } }) end
      return row
    end)
  end
end

-- What is done as a bar and what is planned as a tick on it, both in percent; the numbers stand above.
local CELLS = 36 -- of a bar in Word, which is a run of small spaces on a background
local function bar(done, planned)
  if typst then return inline('#bar(' .. done .. ', ' .. planned .. ')') end
  if html then
    local style = '--done:' .. done .. '%;--planned:' .. planned .. '%'
    return pandoc.RawInline('html5', '<span class="bar" style="' .. style .. '"></span>')
  end
  local function part(fill, cells)
    if cells < 1 then return '' end
    local look = '<w:sz w:val="10"/><w:shd w:val="clear" w:color="auto" w:fill="' .. fill .. '"/>'
    return '<w:r><w:rPr>' .. look .. '</w:rPr><w:t xml:space="preserve">' .. ('\u{a0}'):rep(cells) .. '</w:t></w:r>'
  end
  local filled = math.floor(math.min(done, 100) * CELLS / 100 + .5)
  local tick = math.min(math.floor(planned * CELLS / 100 + .5), CELLS - 1)
  local function between(first, last)
    local dark = math.max(math.min(filled, last) - first, 0)
    return part('14406B', dark) .. part('C5CED8', last - first - dark)
  end
  return pandoc.RawInline('openxml', between(0, tick) .. part('B3322C', 1) .. between(tick + 1, CELLS))
end

-- A column of which the cells say "done / planned" shows both as bars.
local function with_bars(tbl, column)
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do
      local part = row.cells[column] and row.cells[column].contents[1]
      local done, planned = stringify(part or ''):match '^([%d.]+) / ([%d.]+)$'
      if done then part.content:extend { pandoc.LineBreak(), bar(tonumber(done), tonumber(planned)) } end
    end
  end
end

-- A phone shows the first rows of a long table, and all when its reader ticks this.
local function html_more(rows)
  local said = chinese and '显示全部' .. rows .. '行' or 'Show all ' .. rows .. ' rows'
  return pandoc.RawBlock('html5', '<p class="more"><label><input type="checkbox"> ' .. said .. '</label></p>')
end

-- Where a table may be wider than its room, if no link in it is a stop already; in rem, as the style of the page has it.
local LETTER, COLUMN, PHONE_COLUMN, PHONE, TABLET, SCREEN = .42, 4, 4.6, 18, 34, 45
local function stop_at(tbl, classes, letters)
  local linked = false
  tbl:walk { Link = function() linked = true end }
  if linked or classes:includes 'kpi' then return nil end
  local columns, words = #tbl.colspecs, letters * LETTER
  local least = math.max(words, (classes:includes 'dense' or classes:includes 'wide') and columns * COLUMN or 0)
  if least > SCREEN then return 'anywhere' end
  local on_phone = not classes:includes 'cards' and math.max(words, columns * PHONE_COLUMN) > PHONE
  return (on_phone or least > TABLET) and 'phone' or nil
end

local function put_table(out, tbl, heading)
  local said, caption = take_above(out)
  local text = caption and stringify(caption) or heading or ''
  local classes = classes_of(tbl, said)
  local bars = tonumber(said.bars)
  local letters = set_widths(tbl, said.widths, classes:includes 'dense', classes:includes 'kpi' or classes:includes 'brief', bars)
  if caption then tbl.caption = { long = { pandoc.Plain(captioned(caption)) } } end
  if html then with_labels(tbl, classes) end
  if bars then with_bars(tbl, bars) end
  if typst then
    put_typst_table(out, tbl, classes, text)
  elseif html then
    local label = caption and text or said.name or ''
    label = label ~= '' and label or heads_of(tbl)
    if not caption then tbl.attributes['aria-label'] = label end
    if caption then tbl.caption = { long = { pandoc.Plain { pandoc.Span(tbl.caption.long[1].content) } } } end -- stays in sight
    local shown = scrolling({ tbl }, 'table', stop_at(tbl, classes, letters), label, '--columns:' .. #tbl.colspecs)
    shown.classes:extend(classes)
    out:insert(shown)
    local rows = tbl.bodies[1] and #tbl.bodies[1].body or 0
    if rows > LONG then
      shown.classes:insert 'long'
      if rows > ENDLESS then shown.classes:insert 'endless' end
      out:insert(html_more(rows))
    end
  else
    local name = classes:includes 'kpi' and 'Big' or classes:includes 'brief' and 'Brief' or (classes:includes 'dense' or classes:includes 'wide') and 'Dense'
    if name then tbl.attributes['custom-style'] = 'Table' .. name end
    if said.name then tbl.caption = { long = { pandoc.Plain { pandoc.Str(said.name) } } } end -- the program takes its paragraph out
    if classes:includes 'wide' then put_sideways(out, { tbl }) else out:insert(tbl) end
  end
end

-- The small lines that end the first page where it stands alone, or else stand at the foot of their page.
local has_first_page = false
local function foot(paragraph, comment)
  local ending = has_first_page and comment == 'foot'
  if typst then return { raw(ending and '#foot[' or '#colophon['), paragraph, raw ']' } end
  local content = paragraph.t == 'Div' and paragraph.content or { paragraph } -- on the first page it has a style already
  if docx then return { pandoc.Div(content, pandoc.Attr('', {}, { { 'custom-style', ending and 'Foot' or 'Small' } })) } end
  return { pandoc.Div({ paragraph }, pandoc.Attr('', { 'foot' })) }
end

-- Whether a section is next, apart from directives (contents come first); its level is that of the pages already.
local function is_section_next(blocks, place)
  repeat place = place + 1 until not blocks[place] or blocks[place].t ~= 'RawBlock' or blocks[place].format ~= 'html'
  return blocks[place] and blocks[place].t == 'Header' and blocks[place].level == 1
end

local function blocks_with_tables(blocks)
  local out, ends, heading, columns, turned = pandoc.Blocks {}, nil, nil, false, false
  for place, block in ipairs(blocks) do
    local said, comment = directive(block)
    if columns and (block.t == 'Header' or comment == 'page') then
      out:insert(raw ']')
      columns = false
    end
    if block.t == 'Header' then heading = stringify(block.content) end
    if typst and comment == 'columns' then
      out:insert(raw '#two-columns[')
      columns = true
    end
    if block.t == 'Table' then
      put_table(out, block, heading)
    elseif block.t == 'RawBlock' and not said then
      if typst and comment == 'page' then out:insert(raw(is_section_next(blocks, place) and '#turn()' or '#pagebreak(weak: true)')) end
      if typst and comment == 'compact' then
        out:insert(raw '#show: compact')
        room_above = '.95em'
      end
      if docx and comment == 'page' and has_first_page and not turned then -- Word can't tell how full its pages are
        out:insert(pandoc.RawBlock('openxml', '<!-- page -->'))
        turned = true
      end
      if block.format ~= 'html' then out:insert(block) end -- ours; other HTML is for GitHub alone
    elseif ends then
      out:extend(foot(block, ends))
      ends = nil
    else
      out:insert(block)
    end
    if comment == 'foot' or comment == 'margin' then ends = comment end
  end
  if columns then out:insert(raw ']') end
  return out
end

-- The document -------------------------------------------------------------------------------------------

local function is_section(block) return block.t == 'Header' and block.level == 2 end

local function without_head(blocks)
  local rule
  for place, block in ipairs(blocks) do
    if is_section(block) then break end
    if block.t == 'HorizontalRule' then rule = place break end
  end
  local out = pandoc.Blocks {}
  for place, block in ipairs(blocks) do
    local title = not rule and block.t == 'Header' and block.level == 1 and #out == 0
    if not title and place > (rule or 0) then out:insert(block) end
  end
  return out
end

local function crowded(blocks)
  local count, section = {}, 0
  for place, block in ipairs(blocks) do
    if is_section(block) then section = place end
    if block.t == 'Header' and block.level == 3 then count[section] = (count[section] or 0) + 1 end
  end
  return count
end

-- The name and the id of a pilot, with which its heading ends.
local function pilot_of(heading)
  local title, id = heading:match '^(.-)%s*%(([a-z][%w-]*%d)%)$'
  if not id then title, id = heading:match '^(.-)（([a-z][%w-]*%d)）$' end
  return title, id
end

-- A pilot's id is the address of its heading: stable from report to report.
local function identifier(block, taken, count)
  count[block.level] = (count[block.level] or 0) + 1
  for level = block.level + 1, 6 do count[level] = 0 end
  local _, id = pilot_of(stringify(block.content))
  if not id or #id > 40 or taken[id] then
    local numbers = pandoc.List {}
    for level = 2, block.level do numbers:insert(tostring(count[level] or 0)) end
    id = 'part-' .. table.concat(numbers, '-')
  end
  if docx then id = id:gsub('-', '_') end -- the name of a bookmark
  taken[id] = true
  return id
end

local function contents_of(blocks)
  local entries, taken, count, counts, section = {}, {}, {}, crowded(blocks), 0
  for place, block in ipairs(blocks) do
    if block.t == 'Header' then
      if is_section(block) then section = place end
      block.identifier = identifier(block, taken, count)
      local listed = is_section(block) or block.level == 3 and section > 0 and (counts[section] or 0) <= LISTED
      if listed then
        entries[#entries + 1] = { level = block.level - 1, id = block.identifier, text = stringify(block.content) }
      end
    end
  end
  return entries
end

-- The lines of a cell, with a link where one of them is the name of a pilot that has a section.
local function with_linked_names(content, sections)
  local out, line = pandoc.Inlines {}, pandoc.Inlines {}
  local function close()
    local pilot = sections[stringify(line)]
    if pilot then line = pandoc.Inlines { pandoc.Link(line, pilot.section) } end
    out:extend(line)
    line = pandoc.Inlines {}
  end
  for _, item in ipairs(content) do
    if item.format == 'html' then -- <br>
      close()
      out:insert(item)
    else
      line:insert(item)
    end
  end
  close()
  return out
end

-- A place to lead to that shows nothing.
local function anchor(id)
  return typst and inline('#[#metadata(none)<' .. id .. '>]') or pandoc.Span({}, pandoc.Attr(id))
end

-- Whether one of the lines of a cell is the name of a pilot that has a section.
local function names_pilot(cell, sections)
  for line in lines_of(cell) do
    if sections[line] then return true end
  end
  return false
end

-- Calls `act` for each cell that names a pilot.
local function each_naming_cell(tbl, sections, act)
  local copy = with_line_feeds(tbl)
  for place, body in ipairs(tbl.bodies) do
    for line, row in ipairs(body.body) do
      for column, cell in ipairs(copy.bodies[place].body[line].cells) do
        if names_pilot(cell, sections) then act(row.cells[column].contents[1]) end
      end
    end
  end
end

-- The names of pilots in tables lead to their sections; a section leads back to the row where the pilot stands with its id.
local function link_pilots(blocks)
  local sections, number = {}, nil
  for _, block in ipairs(blocks) do
    local title, id = pilot_of(block.t == 'Header' and block.level == 4 and stringify(block.content) or '')
    if id then
      sections[title] = sections[title] == nil and { id = id, section = '#' .. block.identifier } -- else two of one name
      targets['#' .. block.identifier] = true
    end
  end
  if not next(sections) then return end
  for place, block in ipairs(blocks) do
    if is_caption(block) then number = stringify(block):match '^表%s*%w+' or stringify(block):match '^Table%s+%w+' end
    if block.t == 'Table' then
      each_naming_cell(block, sections, function(part)
        local text = stringify(part)
        local content = with_linked_names(part.content, sections)
        local first = content[1]
        local pilot = first and first.t == 'Link' and sections[stringify(first)]
        if pilot and not pilot.row and text:sub(#stringify(first) + 1):match '^%s*(.*)':sub(1, #pilot.id) == pilot.id then
          local row = pilot.section:sub(2) .. (docx and '_row' or '-row')
          pilot.row, pilot.number, targets['#' .. row] = '#' .. row, number or '', true
          content:insert(1, anchor(row))
        end
        part.content = content
      end)
    elseif block.t == 'Header' and block.level == 4 then
      local pilot = sections[pilot_of(stringify(block.content)) or '']
      local text = blocks[place + 1]
      if pilot and pilot.row and text and text.t == 'Para' then
        text.content:extend { pandoc.Space(), pandoc.Link('↑\u{a0}' .. pilot.number, pilot.row) }
      end
    end
  end
end

-- One list in another; the markers are where html.py parts the page. The format is `html5` since raw `html`
-- is from the Markdown, and dropped.
local function html_contents(entries)
  local out, level = { '<!-- contents --><ul>' }, 1
  for place, entry in ipairs(entries) do
    if entry.level > level then out[#out + 1] = '<ul>' elseif place > 1 then out[#out + 1] = '</li>' end
    if entry.level < level then out[#out + 1] = '</ul></li>' end
    level = entry.level
    out[#out + 1] = '<li><a href="#' .. entry.id .. '">' .. xml(entry.text) .. '</a>'
  end
  out[#out + 1] = level > 1 and '</li></ul></li></ul>' or '</li></ul>'
  out[#out + 1] = '<!-- /contents -->'
  return pandoc.RawBlock('html5', table.concat(out, '\n'))
end

-- A field of Word with its result: right in every reader, and with page numbers once Word is asked to update it.
local function docx_contents(entries, title)
  local function run(inner) return '<w:r>' .. inner .. '</w:r>' end
  local function char(kind) return run('<w:fldChar w:fldCharType="' .. kind .. '"/>') end
  local function paragraph(style, inner) return '<w:p><w:pPr><w:pStyle w:val="' .. style .. '"/></w:pPr>' .. inner .. '</w:p>' end
  local out = { '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>' }
  out[2] = paragraph('TOCHeading', run('<w:t>' .. xml(title) .. '</w:t>'))
  local field = char 'begin' .. run '<w:instrText xml:space="preserve"> TOC \\o "1-1" \\h \\z \\u </w:instrText>' .. char 'separate'
  entries = pandoc.List(entries):filter(function(entry) return entry.level == 1 end)
  for place, entry in ipairs(entries) do
    local text = run('<w:t xml:space="preserve">' .. xml(entry.text) .. '</w:t>')
    local link = '<w:hyperlink w:anchor="' .. entry.id .. '" w:history="1">' .. text .. '</w:hyperlink>'
    local last = place == #entries and char 'end' or ''
    out[#out + 1] = paragraph('TOC' .. entry.level, (place == 1 and field or '') .. link .. last)
  end
  out[#out + 1] = '</w:sdtContent></w:sdt><!-- page -->'
  return pandoc.RawBlock('openxml', table.concat(out))
end

-- What stands before a page break above the first section is one page if it ends with a foot; Word has small type for it.
local function first_page(blocks)
  local ends, last, section
  for place, block in ipairs(blocks) do
    local _, comment = directive(block)
    if comment == 'foot' then ends = true end
    section = is_section(block)
    if comment == 'page' or section then break end
    last = place
  end
  has_first_page = ends and not section
  if not has_first_page or html then return blocks, ends end
  if docx then
    for place = 1, last do
      local kind = blocks[place].t
      if kind == 'Para' or kind == 'OrderedList' then
        blocks[place] = pandoc.Div({ blocks[place] }, pandoc.Attr('', {}, { { 'custom-style', 'Brief' } }))
      end
    end
    return blocks, ends
  end
  blocks:insert(last + 1, raw ']\n#pagebreak(weak: true)')
  blocks:insert(1, raw '#brief[')
  return blocks, ends
end

local function heading(block)
  if #block.content == 0 then block.content = pandoc.Inlines(STAND_IN) end
  if not html then block.level = math.max(block.level - 1, 1) end
  return block
end

local function put_heading(out, block, crowd, slim)
  if typst and slim then
    out:extend { raw '#slim[', heading(block), raw ']' }
  elseif typst and block.level == 3 and crowd > LISTED then
    out:extend { raw '#unlisted[', heading(block), raw ']' }
  else
    out:insert(heading(block))
  end
end

-- What a heading is followed by stays with the table or figure below it: at most three paragraphs, none of them long.
local function is_short(block)
  return block.t == 'Para' and block.content[1].t ~= 'Image' and utf8.len(stringify(block)) <= SHORT_TEXT and not is_caption(block)
end

local function sticking(block) return pandoc.Div({ block }, pandoc.Attr('', { 'sticking' })) end

local function with_words_at_tables(blocks)
  local out, waiting = pandoc.Blocks {}, nil
  for place, block in ipairs(blocks) do
    local _, above = directive(blocks[place - 2])
    if above == 'empty' and is_short(block) then -- all that the section says: it stays with the next one
      block = sticking(block)
    end
    if block.t == 'Header' then
      waiting = {}
    elseif waiting and is_short(block) and #waiting < 3 then
      waiting[#waiting + 1] = #out + 1
    elseif waiting and (directive(block) or is_caption(block) or block.t == 'Table' or block.t == 'Para' and is_figure(block)) then
      for _, place in ipairs(waiting) do out[place] = sticking(out[place]) end
      waiting = nil
    else
      waiting = nil
    end
    out:insert(block)
  end
  return out
end

-- In HTML the pilots one by one, the annexes and the method are folded; in print they are open.
local function is_annex(block)
  local text = block.t == 'Header' and block.level == 2 and stringify(block.content) or ''
  return text:match '^附件' or text:match '^Annex %d'
end

-- Whether more headings of the next level stand below a heading than a reader looks over.
local function is_crowd(blocks, place)
  local level, count = blocks[place].level, 0
  for next = place + 1, #blocks do
    local block = blocks[next]
    if block.t == 'Header' and block.level <= level or count > LISTED then break end
    if block.t == 'Header' and block.level == level + 1 then count = count + 1 end
  end
  return count > LISTED
end

-- Whether parts of a section are folded by themselves, so that the section is not.
local function has_folds(blocks, place)
  for next = place + 1, #blocks do
    local block = blocks[next]
    if block.t == 'Header' and block.level <= 2 then return false end
    if block.t == 'Header' and block.level == 4 then return true end
  end
  return false
end

local function folded(blocks)
  local out, small, open = pandoc.Blocks {}, false, pandoc.List {}
  local function unfold(level)
    while #open > 0 and open[#open] >= level do
      out:insert(pandoc.RawBlock('html5', '</details>'))
      open:remove()
    end
  end
  local function fold(header)
    out:extend { pandoc.RawBlock('html5', '<details><summary>'), header, pandoc.RawBlock('html5', '</summary>') }
    open:insert(header.level)
  end
  for place, block in ipairs(blocks) do
    local _, comment = directive(block)
    small = small or comment == 'compact' or is_annex(block)
    local next = blocks[place + 1]
    local annex = block.t == 'Header' and block.level == 2 and next and next.t ~= 'Header' and not has_folds(blocks, place)
    local crowd = block.t == 'Header' and block.level == 3 and is_crowd(blocks, place)
    if block.t == 'Header' and block.level <= 4 then unfold(block.level) end
    if comment == 'columns' and #open == 0 and #out > 0 and out[#out].t == 'Header' then
      fold(out:remove())
    elseif small and block.t == 'Header' and (block.level == 4 or annex or crowd) then
      fold(block)
    else
      out:insert(block)
    end
  end
  unfold(0)
  return out
end

-- In Word the annex and the method are in small type.
local function in_small_type(blocks)
  local annex, method = false, false
  return blocks:map(function(block)
    local _, comment = directive(block)
    if block.t == 'Header' then method = false end
    annex, method = annex or comment == 'compact', method or comment == 'columns'
    local sticks = block.t == 'Div' and block.classes:includes 'sticking'
    local said = sticks and block.content[1] or block
    if not (annex or method) or said.t ~= 'BulletList' and (said.t ~= 'Para' or is_caption(said)) then return block end
    -- pandoc gives the items of a close list a style of its own, but not paragraphs
    local paragraphs = said:walk { Plain = function(item) return pandoc.Para(item.content) end }
    local small = pandoc.Div({ paragraphs }, pandoc.Attr('', {}, { { 'custom-style', 'Small' } }))
    return sticks and sticking(small) or small
  end)
end

local function arranged(blocks, title)
  local ends
  blocks, ends = first_page(without_head(blocks))
  local entries = contents_of(blocks)
  link_pilots(blocks)
  if not html then blocks = with_words_at_tables(blocks) end
  if docx then blocks = in_small_type(blocks) end
  local out, counts, section = pandoc.Blocks {}, crowded(blocks), nil
  for place, block in ipairs(blocks) do
    if is_section(block) then
      if #entries > 5 and not section and (html or not ends or #blocks > CONTENTS) then
        out:insert(typst and raw('#contents(' .. #pandoc.List(entries):filter(function(entry) return entry.level == 1 end) .. ')') or html and html_contents(entries) or docx_contents(entries, title))
      end
      section = place
    end
    if block.t == 'BlockQuote' and not section then
      out:insert(pandoc.Div(block.content, pandoc.Attr('', { 'important' })))
    elseif block.t == 'Header' then
      local _, comment = directive(blocks[place - 1])
      put_heading(out, block, counts[section or 0] or 0, comment == 'empty')
    else
      out:insert(block)
    end
  end
  return html and folded(out) or out
end

local function boxed(div)
  if div.classes:includes 'sticking' then
    if docx then return { pandoc.RawBlock('openxml', '<!-- sticking -->'), div.content[1] } end
    return { raw '#sticking[', div.content[1], raw ']' }
  end
  local kind
  for _, class in ipairs(div.classes) do kind = kind or ALERTS[class] end
  if not kind then return nil end
  local content = div.content:filter(function(block) return not (block.t == 'Div' and block.classes:includes 'title') end)
  content = blocks_with_tables(content)
  if docx then return pandoc.Div(content, pandoc.Attr('', {}, { { 'custom-style', STYLES[kind] } })) end
  if html then return pandoc.Div(content, pandoc.Attr('', { kind })) end
  local out = pandoc.Blocks { raw('#' .. kind .. '[') }
  out:extend(content)
  out:insert(raw ']')
  return out
end

local function document(doc)
  chinese = not (doc.meta.language and stringify(doc.meta.language) == 'en')
  doc.blocks = arranged(doc.blocks, doc.meta.contents and stringify(doc.meta.contents) or '')
  doc.meta = {} -- else it would be among the properties of the document
  return doc
end

local function with_tables(block)
  block.content = blocks_with_tables(block.content)
  return block
end

local function listed(list)
  list.content = list.content:map(blocks_with_tables)
  return list
end

-- The bytes that would fill the room of a block: each break begins a line, which takes as much as sixty of them.
local function room_of(block)
  local room = #stringify(block)
  local function line() room = room + 60 end
  block:walk { LineBreak = line, Plain = line, Para = line }
  return room
end

-- A quotation or a list stays together unless it is long: one line of it alone says little. It must fit on a page.
local function whole(block)
  if not typst or room_of(block) > 4 * SHORT_TEXT then return block end
  return { raw '#whole[', block, raw ']' }
end

local function quotation(block) return whole(with_tables(block)) end

local function paragraph(block)
  if is_figure(block) then return figure(block) end
  return html and in_its_language(block) or nil
end

-- Not for each list of blocks: cells are thousands, and hold neither tables nor directives.
local structure = {
  RawInline = line_break, Link = outer_link, Note = with_tables, Para = paragraph, Div = boxed,
  BlockQuote = quotation, BulletList = function(list) return whole(listed(list)) end, OrderedList = listed,
}
if html then structure.Plain, structure.Header = in_its_language, in_its_language end
local tables = { Pandoc = function(doc) doc.blocks = blocks_with_tables(doc.blocks) return doc end }
local word = { Image = embedded, Strong = styled 'Strong', Emph = styled 'Emphasis' }
local page = { traverse = 'topdown', Inlines = typst_inlines, Image = picture }
local wording = typst and page or docx and word or {}

return { { Pandoc = document }, structure, tables, wording }
