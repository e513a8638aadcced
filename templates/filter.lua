-- From the Markdown of a report to the forms that have a cover of their own. Reads and writes no file.
--
-- The document: its head (everything above the first `---`, else its `# Title`) goes, since the form has a
-- cover. `##` is the highest heading. A quotation above the first of them is the lead, later ones are quotations;
-- GitHub's alerts are boxes. Contents stand before the first `##`.
--
-- Tables: a paragraph "表 1　…" or "Table 1 …" just above is the caption; so is a directive, invisible on GitHub:
--   <!-- table class="dense|wide|keep|kpi" widths="20 9 9 62" -->        <!-- page --> begins a page
-- Figures: a paragraph with one image and a title: ![alternative text](charts/x.svg "图 1　caption").

local typst = FORMAT:match 'typst' ~= nil
local html = FORMAT:match 'html' ~= nil
local stringify = pandoc.utils.stringify

local LIGHTS = { ['●'] = 'green', ['▲'] = 'amber', ['■'] = 'red', ['○'] = 'grey', ['◇'] = 'closed' }
local ALERTS = { note = 'note', tip = 'tip', important = 'lead', warning = 'warning', caution = 'warning' }
local STAND_IN = '—' -- PDF/UA refuses empty headings and alternative texts
local LISTED = 12 -- more headings than this below one are not listed in the contents
local SHORT_ROWS, SHORT_TEXT = 8, 500 -- such a table stays on one page
local NARROWEST, WIDEST = 6, 44 -- a column, in Latin letters
local chinese = true

local function raw(text) return pandoc.RawBlock('typst', text) end
local function inline(text) return pandoc.RawInline('typst', text) end
local function quoted(text) return '"' .. text:gsub('[\\"]', '\\%0'):gsub('%c', ' ') .. '"' end

-- Text ---------------------------------------------------------------------------------------------------

-- A long run that is no word (an address, a digest) gets places to break, which copied text does not show.
local function broken(run)
  local function escaped(text) return (text:gsub('%p', '\\%0')) end
  if #run < 16 or (not run:find '[%d%p]' and #run < 28) then return escaped(run) end
  local pieces = {}
  for first = 1, #run, 3 do pieces[#pieces + 1] = escaped(run:sub(first, first + 2)) end
  return table.concat(pieces, '#soft;')
end

-- Complete: pandoc's writer escapes less than Typst reads as markup.
local function escaped(text)
  text = text:gsub('[%w%p]+', broken)
  if text:find '\xe2' then
    for shape, name in pairs(LIGHTS) do text = text:gsub(shape, '#light.' .. name .. ';') end
  end
  return text
end

local function needs_care(item) return item.t == 'Str' and (#item.text > 15 or item.text:find '[%p\xe2]') end

local function typst_inlines(inlines)
  if not inlines:find_if(needs_care) then return nil end
  local out, skip = pandoc.Inlines {}, false
  for place, item in ipairs(inlines) do
    local following = inlines[place + 1]
    if skip then
      skip = false
    elseif item.t == 'Str' and LIGHTS[item.text] and following and following.t == 'Space' then
      out:insert(inline('#light.' .. LIGHTS[item.text] .. ';~')) -- a mark and its word stay together
      skip = true
    elseif needs_care(item) then
      out:insert(inline(escaped(item.text)))
    else
      out:insert(item)
    end
  end
  return out
end

local function html_inlines(inlines)
  return inlines:map(function(item)
    local name = item.t == 'Str' and LIGHTS[item.text]
    return name and pandoc.Span({ item }, pandoc.Attr('', { 'light-' .. name })) or item
  end)
end

local function line_break(item)
  if item.format == 'html' and item.text:match '^<br%s*/?>$' then return pandoc.LineBreak() end
end

local function outer_link(link)
  local scheme = link.target:match '^(%a+):'
  if scheme and (scheme:lower():match '^https?$' or scheme:lower() == 'mailto') then return nil end
  return link.content -- what is beside the Markdown file is not beside the other forms
end

-- A passage that is wholly in the other language is marked, for quotes, hyphens and screen readers.
local function in_its_language(content)
  if chinese and #content < 5 then return content end -- three words and two spaces
  local text = stringify(content)
  local han = text:find '[\xe3-\xe9][\x80-\xbf][\x80-\xbf]'
  local other
  if chinese and not han then
    local _, words = text:gsub('%f[%a]%a%a+', '')
    local _, gaps = text:gsub('%s', '')
    if words >= 3 and gaps >= 2 then other = 'en' end
  elseif not chinese and han then
    other = 'zh'
  end
  if not other then return content end
  local out = pandoc.Inlines { inline('#' .. other .. '[') }
  out:extend(content)
  out:insert(inline ']')
  return out
end

-- Pictures -----------------------------------------------------------------------------------------------

local function picture(image)
  local alt = stringify(image.caption)
  return inline('#picture(' .. quoted(image.src) .. ', alt: ' .. quoted(alt ~= '' and alt or STAND_IN) .. ')')
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
  return pandoc.Figure({ pandoc.Plain { image } }, { long = { pandoc.Plain(caption) } })
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

-- Without given widths a column is as wide as its longest cell, within bounds.
local function natural_widths(tbl)
  local widths = {}
  local function see(row)
    for place, cell in ipairs(row.cells) do
      widths[place] = math.max(widths[place] or NARROWEST, math.min(measure(stringify(cell.contents)) + 2, WIDEST))
    end
  end
  for _, row in ipairs(tbl.head.rows) do see(row) end
  for _, body in ipairs(tbl.bodies) do
    for _, row in ipairs(body.body) do see(row) end
  end
  return widths
end

local function set_widths(tbl, given)
  local widths, sum = {}, 0
  for part in (given or ''):gmatch '[%d.]+' do widths[#widths + 1] = tonumber(part) end
  if #widths ~= #tbl.colspecs then widths = natural_widths(tbl) end
  for _, width in ipairs(widths) do sum = sum + width end
  for place, spec in ipairs(tbl.colspecs) do tbl.colspecs[place] = { spec[1], widths[place] / sum } end
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
  if rows <= SHORT_ROWS and length <= SHORT_TEXT then classes:insert 'keep' end
  if length > 4 * SHORT_TEXT then classes = classes:filter(function(class) return class ~= 'keep' end) end
  return classes
end

local TURNED, UPRIGHT = '#sideways[', ']'

-- A wide table has a page of its own on its side; the headings above it go with it, and tables share it.
local function put_sideways(out, blocks)
  local above = pandoc.Blocks {}
  while #out > 0 and out[#out].t == 'Header' do above:insert(1, out:remove()) end
  local last = out[#out]
  if last and last.t == 'RawBlock' and last.text == UPRIGHT .. ' // sideways' then
    out:remove()
  else
    out:insert(raw(TURNED))
  end
  out:extend(above)
  out:extend(blocks)
  out:insert(raw(UPRIGHT .. ' // sideways'))
end

local function put_table(out, tbl)
  local said, caption = take_above(out)
  if caption then tbl.caption = { long = { pandoc.Plain(caption.content) } } end
  set_widths(tbl, said.widths)
  local classes = classes_of(tbl, said)
  if typst then
    local names = table.concat(classes:map(quoted), ', ') .. ','
    local blocks = #classes > 0 and { raw('#styled((' .. names .. '))['), tbl, raw ']' } or { tbl }
    if classes:includes 'wide' then put_sideways(out, blocks) else out:extend(blocks) end
  elseif html then
    local label = stringify(tbl.caption.long)
    classes:insert(1, 'table')
    -- pairs in a list, since the order of a table's keys changes from run to run
    local attributes = { { 'role', 'region' }, { 'tabindex', '0' }, { 'aria-label', label ~= '' and label or stringify(tbl.head) } }
    out:insert(pandoc.Div({ tbl }, pandoc.Attr('', classes, attributes)))
  else
    tbl.classes:extend(classes)
    out:insert(tbl)
  end
end

local function blocks_with_tables(blocks)
  local out = pandoc.Blocks {}
  for _, block in ipairs(blocks) do
    local said, comment = directive(block)
    if block.t == 'Table' then
      put_table(out, block)
    elseif block.t == 'RawBlock' and not said then
      if typst and comment == 'page' then out:insert(raw '#pagebreak(weak: true)') end
      if block.format ~= 'html' then out:insert(block) end -- ours; other HTML is for GitHub alone
    else
      out:insert(block)
    end
  end
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

local function heading(block)
  if #block.content == 0 then block.content = pandoc.Inlines(STAND_IN) end
  if not html then block.level = math.max(block.level - 1, 1) end
  return block
end

local function arranged(blocks)
  blocks = without_head(blocks)
  local out, counts, section = pandoc.Blocks {}, crowded(blocks), nil
  for place, block in ipairs(blocks) do
    if is_section(block) then
      if typst and not section then out:insert(raw '#contents()') end
      section = place
    end
    if block.t == 'BlockQuote' and not section then
      out:insert(pandoc.Div(block.content, pandoc.Attr('', { 'important' })))
    elseif block.t == 'Header' then
      local level = block.level
      local hide = typst and level == 3 and (counts[section or 0] or 0) > LISTED
      if hide then out:extend { raw '#unlisted[', heading(block), raw ']' } else out:insert(heading(block)) end
    else
      out:insert(block)
    end
  end
  return out
end

local function boxed(div)
  local kind
  for _, class in ipairs(div.classes) do kind = kind or ALERTS[class] end
  if not kind then return nil end
  local content = div.content:filter(function(block) return not (block.t == 'Div' and block.classes:includes 'title') end)
  if not typst then return pandoc.Div(content, pandoc.Attr('', { kind })) end
  local out = pandoc.Blocks { raw('#' .. kind .. '[') }
  out:extend(content)
  out:insert(raw ']')
  return out
end

local function document(doc)
  chinese = not (doc.meta.language and stringify(doc.meta.language) == 'en')
  doc.blocks = arranged(doc.blocks)
  return doc
end

local function marked(block)
  if typst then block.content = in_its_language(block.content) end
  return block
end

local function paragraph(block) return is_figure(block) and figure(block) or marked(block) end

local structure = {
  RawInline = line_break, Link = outer_link,
  Para = paragraph, Plain = marked, Header = marked, Div = boxed, Blocks = blocks_with_tables,
}
local wording = typst and { Inlines = typst_inlines, Image = picture } or html and { Inlines = html_inlines } or {}

return { { Pandoc = document }, structure, wording }
