<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About EM Desktop</source>
        <translation>关于 EM Desktop</translation>
    </message>
    <message>
        <source>Version {version}, Python {python}, Qt {qt}</source>
        <translation>版本 {version}，Python {python}，Qt {qt}</translation>
    </message>
    <message>
        <source>Keep, look at, compare and organise machine-learning experiments, on your own disk. Free software under the MIT licence.</source>
        <translation>在自己的磁盘上保存、查看、比较和整理机器学习实验。以 MIT 许可证发布的自由软件。</translation>
    </message>
    <message>
        <source>Made with</source>
        <translation>使用的组件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ActivityPanel</name>
    <message>
        <source>All {count}</source>
        <translation>全部 {count}</translation>
    </message>
    <message>
        <source>Needs attention {count}</source>
        <translation>待处理 {count}</translation>
    </message>
    <message>
        <source>Done {count}</source>
        <translation>已完成 {count}</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>What is listed</source>
        <translation>列出的内容</translation>
    </message>
    <message>
        <source>Clear failed</source>
        <translation>清除失败项</translation>
    </message>
    <message>
        <source>Close activity</source>
        <translation>关闭活动</translation>
    </message>
    <message>
        <source>Nothing to tell</source>
        <translation>没有活动</translation>
    </message>
    <message>
        <source>What you move, copy or delete is listed here, and can be undone.</source>
        <translation>移动、复制或删除的操作会列在这里，并可以撤销。</translation>
    </message>
</context>
<context>
    <name>ActivityRow</name>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Remove from list</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{done} of {total} files</source>
        <translation>{done} / {total} 个文件</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
</context>
<context>
    <name>AlongDialog</name>
    <message>
        <source>Take the artifacts along?</source>
        <translation>一并带上制品？</translation>
    </message>
    <message>
        <source>What you copy reads or wrote artifacts that aren’t in {place} yet. Without them its data flow ends there.</source>
        <translation>要复制的内容读取或写入的制品还不在 {place} 中。没有它们，数据流会在那里中断。</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>还有 {count} 项</translation>
    </message>
    <message>
        <source>Only what I chose</source>
        <translation>仅所选内容</translation>
    </message>
    <message>
        <source>Take them along</source>
        <translation>一并带上</translation>
    </message>
</context>
<context>
    <name>ArrivalRow</name>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancelled; nothing was left half-done</source>
        <translation>已取消，没有留下未完成的内容</translation>
    </message>
    <message>
        <source>%1; each checked with SHA-256 on arrival</source>
        <comment>size and number of files</comment>
        <translation>%1，每个文件到达时已用 SHA-256 校验</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} / {total}</translation>
    </message>
    <message>
        <source>{size}/s</source>
        <translation>{size}/s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>The checksums are on the clipboard</source>
        <translation>校验和已复制到剪贴板</translation>
    </message>
    <message>
        <source>Copy checksums</source>
        <translation>复制校验和</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>ArtifactOverview</name>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Recorded as</source>
        <translation>记录名称</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Labels and description</source>
        <translation>标签与描述</translation>
    </message>
    <message>
        <source>Produced by</source>
        <translation>产生自</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>用于</translation>
    </message>
    <message>
        <source>References</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Upload history</source>
        <translation>上传历史</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
</context>
<context>
    <name>ArtifactPane</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Dataflow</source>
        <translation>数据流</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>AssetPane</name>
    <message>
        <source>Nothing has been committed to this model.</source>
        <translation>这个模型还没有任何提交。</translation>
    </message>
    <message>
        <source>Nothing has been committed to this dataset.</source>
        <translation>这个数据集还没有任何提交。</translation>
    </message>
    <message>
        <source>No versions yet</source>
        <translation>还没有版本</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Commits</source>
        <translation>提交</translation>
    </message>
    <message numerus="yes">
        <source>%Ln commit(s)</source>
        <translation>
            <numerusform>%Ln 个提交</numerusform>
        </translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>基本信息</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Branches</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Version tags</source>
        <translation>版本标签</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Dataflow</source>
        <translation>数据流</translation>
    </message>
</context>
<context>
    <name>AutoTunePane</name>
    <message>
        <source>minimize the metric</source>
        <translation>最小化指标</translation>
    </message>
    <message>
        <source>maximize the metric</source>
        <translation>最大化指标</translation>
    </message>
    <message>
        <source>%1 with %2</source>
        <translation>%1，使用 %2</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>BestTrial</name>
    <message>
        <source>Best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>trial %1</source>
        <translation>试验 %1</translation>
    </message>
</context>
<context>
    <name>CanvasStage</name>
    <message>
        <source>Data flow</source>
        <translation>数据流</translation>
    </message>
    <message>
        <source>Overview of the graph</source>
        <translation>图的缩略图</translation>
    </message>
</context>
<context>
    <name>CautionDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ChangesView</name>
    <message>
        <source>Add a second run to see what changed.</source>
        <translation>再添加一个运行，即可查看有何变化。</translation>
    </message>
    <message>
        <source>Nothing that was recorded differs: parameters, code, inputs, packages.</source>
        <translation>记录的内容没有差异：参数、代码、输入、软件包都相同。</translation>
    </message>
    <message>
        <source>Not read yet</source>
        <translation>尚未读取</translation>
    </message>
    <message>
        <source>From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>To</source>
        <translation>到</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>Back to all charts</source>
        <translation>返回全部图表</translation>
    </message>
    <message>
        <source>Full page</source>
        <translation>整页显示</translation>
    </message>
    <message>
        <source>More for %1</source>
        <translation>%1 的更多操作</translation>
    </message>
    <message>
        <source>%1: last %2</source>
        <translation>%1：最终 %2</translation>
    </message>
    <message>
        <source>at %1</source>
        <translation>%1 处</translation>
    </message>
    <message numerus="yes">
        <source>and %Ln more</source>
        <translation>
            <numerusform>还有 %Ln 条</numerusform>
        </translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑值</translation>
    </message>
    <message>
        <source>raw</source>
        <translation>原始值</translation>
    </message>
</context>
<context>
    <name>ChartActions</name>
    <message>
        <source>Reset range</source>
        <translation>重置范围</translation>
    </message>
    <message>
        <source>Logarithmic y</source>
        <translation>y 轴取对数</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>以表格显示</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制图片</translation>
    </message>
    <message>
        <source>Save picture...</source>
        <translation>保存图片...</translation>
    </message>
    <message>
        <source>Copy data as CSV</source>
        <translation>以 CSV 格式复制数据</translation>
    </message>
    <message>
        <source>Copy data</source>
        <translation>复制数据</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存图片</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>Sum up what is visible</source>
        <translation>统计可见范围</translation>
    </message>
    <message>
        <source>Values of all lines</source>
        <translation>所有曲线的数值</translation>
    </message>
    <message>
        <source>Save figure for a paper...</source>
        <translation>保存论文插图...</translation>
    </message>
    <message>
        <source>Save data as CSV...</source>
        <translation>将数据保存为 CSV...</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin to the top</source>
        <translation>固定到顶部</translation>
    </message>
    <message>
        <source>Move forward</source>
        <translation>前移</translation>
    </message>
    <message>
        <source>Move backward</source>
        <translation>后移</translation>
    </message>
    <message>
        <source>Write a note here...</source>
        <translation>在此写备注...</translation>
    </message>
    <message>
        <source>Best value</source>
        <translation>最佳值</translation>
    </message>
    <message>
        <source>Largest</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>Smallest</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>Neither</source>
        <translation>都不是</translation>
    </message>
    <message>
        <source>Save data</source>
        <translation>保存数据</translation>
    </message>
    <message>
        <source>Table of values (*.csv)</source>
        <translation>数值表格 (*.csv)</translation>
    </message>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 文档 (*.pdf)</translation>
    </message>
</context>
<context>
    <name>ChartBlock</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>切片图</translation>
    </message>
    <message>
        <source>Contour</source>
        <translation>等高线图</translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation>帕累托前沿</translation>
    </message>
    <message>
        <source>Which charts are shown</source>
        <translation>显示哪些图表</translation>
    </message>
    <message>
        <source>Which value of a trial counts</source>
        <translation>试验取哪个值</translation>
    </message>
</context>
<context>
    <name>ChartBoard</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2 项</translation>
    </message>
    <message>
        <source>No metric matches</source>
        <translation>没有匹配的指标</translation>
    </message>
    <message>
        <source>The search looks for a part of the name.</source>
        <translation>按名称的一部分搜索。</translation>
    </message>
    <message>
        <source>All types are switched off</source>
        <translation>所有类型都已关闭</translation>
    </message>
    <message>
        <source>Switch a type on to see its metrics.</source>
        <translation>打开一种类型即可查看它的指标。</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Show all types</source>
        <translation>显示全部类型</translation>
    </message>
</context>
<context>
    <name>ChartPage</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
</context>
<context>
    <name>ChartToolbar</name>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对时间</translation>
    </message>
    <message>
        <source>Metric types</source>
        <translation>指标类型</translation>
    </message>
    <message>
        <source>X axis</source>
        <translation>X 轴</translation>
    </message>
    <message>
        <source>Keys 1 to 4 while a chart has the focus</source>
        <translation>焦点在图表上时可按 1 到 4 键</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing ([ and ])</source>
        <translation>平滑（[ 和 ]）</translation>
    </message>
    <message>
        <source>Log y</source>
        <translation>对数 y 轴</translation>
    </message>
    <message>
        <source>Ignore outliers</source>
        <translation>忽略离群值</translation>
    </message>
    <message>
        <source>Crosshair</source>
        <translation>十字线</translation>
    </message>
    <message>
        <source>Find metric</source>
        <translation>查找指标</translation>
    </message>
    <message>
        <source>More options</source>
        <translation>更多选项</translation>
    </message>
    <message>
        <source>No pauses</source>
        <translation>无停顿</translation>
    </message>
    <message>
        <source>Smoothing, 0 to 0.999</source>
        <translation>平滑，0 到 0.999</translation>
    </message>
</context>
<context>
    <name>ChartWords</name>
    <message>
        <source>%1 of %2 points are NaN or infinite</source>
        <translation>%2 个点中有 %1 个是 NaN 或无穷大</translation>
    </message>
    <message>
        <source>%1 of %2 points are NaN</source>
        <translation>%2 个点中有 %1 个是 NaN</translation>
    </message>
    <message numerus="yes">
        <source>%Ln value(s) ≤ 0 left out</source>
        <translation>
            <numerusform>略去 %Ln 个 ≤ 0 的值</numerusform>
        </translation>
    </message>
    <message>
        <source>NaN and infinite points are gaps in the line and ticks on the x axis.</source>
        <translation>NaN 和无穷的点在曲线上是断口，并在 x 轴上标出。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no place on a logarithmic x axis</source>
        <translation>
            <numerusform>%Ln 个点在对数 x 轴上没有位置</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no step</source>
        <translation>
            <numerusform>%Ln 个点没有步数</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no epoch</source>
        <translation>
            <numerusform>%Ln 个点没有轮次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no %1</source>
        <translation>
            <numerusform>%Ln 个点没有 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s) have no time</source>
        <translation>
            <numerusform>%Ln 个点没有时间</numerusform>
        </translation>
    </message>
    <message>
        <source>Not recorded</source>
        <translation>没有记录</translation>
    </message>
    <message>
        <source>Nothing above 0 on the x axis</source>
        <translation>x 轴上没有大于 0 的值</translation>
    </message>
    <message>
        <source>Recorded without steps</source>
        <translation>记录中没有步数</translation>
    </message>
    <message>
        <source>Recorded without epochs</source>
        <translation>记录中没有轮次</translation>
    </message>
    <message>
        <source>Never recorded together with %1</source>
        <translation>从未与 %1 一起记录</translation>
    </message>
    <message>
        <source>Recorded without times</source>
        <translation>记录中没有时间</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>Epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>第 %1 步</translation>
    </message>
    <message>
        <source>epoch %1</source>
        <translation>第 %1 轮</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>精确</translation>
    </message>
    <message>
        <source>%1 of %2 points</source>
        <translation>%2 个点中的 %1 个</translation>
    </message>
    <message>
        <source>More points than pixels: of each pixel column the smallest and the largest value are drawn, so that no spike is hidden. Zoom in to see every point.</source>
        <translation>点比像素多：每列像素画出最小值和最大值，不会隐藏任何尖峰。放大即可看到每个点。</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Time since the start</source>
        <translation>开始后的时间</translation>
    </message>
</context>
<context>
    <name>Checksums</name>
    <message>
        <source>Compute checksums</source>
        <translation>计算校验和</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Computing checksums</source>
        <translation>正在计算校验和</translation>
    </message>
</context>
<context>
    <name>ChooserModel</name>
    <message>
        <source>Shown, drag to reorder</source>
        <translation>已显示，拖动可调整顺序</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>ColorButton</name>
    <message>
        <source>Color</source>
        <translation>颜色</translation>
    </message>
</context>
<context>
    <name>ColorMenu</name>
    <message>
        <source>Color</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Color {number}</source>
        <translation>颜色 {number}</translation>
    </message>
    <message>
        <source>Automatic color</source>
        <translation>自动配色</translation>
    </message>
</context>
<context>
    <name>Coloring</name>
    <message>
        <source>by run</source>
        <translation>按运行</translation>
    </message>
</context>
<context>
    <name>ColumnChooser</name>
    <message>
        <source>Find column</source>
        <translation>查找列</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>ColumnLayout</name>
    <message>
        <source>Reset columns</source>
        <translation>重置列</translation>
    </message>
    <message>
        <source>Unpin column</source>
        <translation>取消固定列</translation>
    </message>
    <message>
        <source>Pin column</source>
        <translation>固定列</translation>
    </message>
    <message>
        <source>Hide column</source>
        <translation>隐藏列</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Items</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>结果</translation>
    </message>
    <message>
        <source>&gt; commands   # labels</source>
        <translation>&gt; 命令   # 标签</translation>
    </message>
    <message>
        <source>Nothing so far; still reading the store</source>
        <translation>暂无结果，仍在读取实验库</translation>
    </message>
    <message>
        <source>Nothing has this name</source>
        <translation>没有叫这个名称的内容</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Selected item</source>
        <translation>所选项目</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Tabs</source>
        <translation>标签页</translation>
    </message>
    <message>
        <source>View</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Open folder...</source>
        <translation>打开文件夹...</translation>
    </message>
    <message>
        <source>Open sample store</source>
        <translation>打开示例实验库</translation>
    </message>
    <message>
        <source>Close store</source>
        <translation>关闭实验库</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open in new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Pin to navigator</source>
        <translation>固定到导航栏</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>New folder...</source>
        <translation>新建文件夹...</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Move to...</source>
        <translation>移动到...</translation>
    </message>
    <message>
        <source>Copy to...</source>
        <translation>复制到...</translation>
    </message>
    <message>
        <source>Create shortcut...</source>
        <translation>创建快捷方式...</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Label...</source>
        <translation>标签...</translation>
    </message>
    <message>
        <source>Description...</source>
        <translation>描述...</translation>
    </message>
    <message>
        <source>Color...</source>
        <translation>颜色...</translation>
    </message>
    <message>
        <source>Favorite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Lock against deletion</source>
        <translation>锁定以防删除</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Show trash</source>
        <translation>显示回收站</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Enclosing folder</source>
        <translation>上级文件夹</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
    <message>
        <source>Edit path</source>
        <translation>编辑路径</translation>
    </message>
    <message>
        <source>Find in this page</source>
        <translation>在本页查找</translation>
    </message>
    <message>
        <source>New tab</source>
        <translation>新建标签页</translation>
    </message>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Close other tabs</source>
        <translation>关闭其他标签页</translation>
    </message>
    <message>
        <source>Reopen closed tab</source>
        <translation>重新打开关闭的标签页</translation>
    </message>
    <message>
        <source>Next tab</source>
        <translation>下一个标签页</translation>
    </message>
    <message>
        <source>Previous tab</source>
        <translation>上一个标签页</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Navigator</source>
        <translation>导航栏</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>详情栏</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>Colors as the system</source>
        <translation>跟随系统配色</translation>
    </message>
    <message>
        <source>Light colors</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark colors</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Settings...</source>
        <translation>设置...</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>About EM Desktop</source>
        <translation>关于 EM Desktop</translation>
    </message>
    <message>
        <source>Show data flow</source>
        <translation>显示数据流</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Look at runs as trials</source>
        <translation>将运行作为试验查看</translation>
    </message>
    <message>
        <source>Connect to a server...</source>
        <translation>连接服务器...</translation>
    </message>
    <message>
        <source>Use another key...</source>
        <translation>更换密钥...</translation>
    </message>
    <message>
        <source>Share...</source>
        <translation>分享...</translation>
    </message>
</context>
<context>
    <name>CompareCharts</name>
    <message>
        <source>No metrics</source>
        <translation>没有指标</translation>
    </message>
    <message>
        <source>None of these runs has recorded any. They appear here as soon as one does.</source>
        <translation>这些运行都还没有记录指标。一旦有记录，就会显示在这里。</translation>
    </message>
</context>
<context>
    <name>CompareCommands</name>
    <message>
        <source>Select runs first</source>
        <translation>请先选择运行</translation>
    </message>
    <message>
        <source>Compare the runs in it</source>
        <translation>比较其中的运行</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>与其他运行比较...</translation>
    </message>
    <message>
        <source>Compare %1</source>
        <translation>比较 %1 个</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>No run is among them</source>
        <translation>其中没有运行</translation>
    </message>
</context>
<context>
    <name>CompareHead</name>
    <message>
        <source>Save view</source>
        <translation>保存视图</translation>
    </message>
    <message numerus="yes">
        <source>Compare %Ln run(s)</source>
        <translation>
            <numerusform>比较 %Ln 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自 %1</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Take off the list of saved comparisons</source>
        <translation>从已保存的比较中移除</translation>
    </message>
    <message>
        <source>Color: %1</source>
        <translation>颜色：%1</translation>
    </message>
    <message>
        <source>by run</source>
        <translation>按运行</translation>
    </message>
</context>
<context>
    <name>ComparePane</name>
    <message>
        <source>At most 200 runs can be compared at once</source>
        <translation>一次最多比较 200 个运行</translation>
    </message>
    <message>
        <source>%1 isn’t compared any more</source>
        <translation>不再比较 %1</translation>
    </message>
    <message>
        <source>No longer here; what was read stays until you remove it</source>
        <translation>已不在此处；已读取的内容会保留，直到将其移除</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>%1 is compared too</source>
        <translation>已加入比较：%1</translation>
    </message>
</context>
<context>
    <name>CompareVerbs</name>
    <message>
        <source>“%1” isn’t among the saved comparisons any more</source>
        <translation>“%1”已不在保存的比较中</translation>
    </message>
    <message>
        <source>Picture (PNG)...</source>
        <translation>图片 (PNG)...</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>以 CSV 格式复制</translation>
    </message>
    <message>
        <source>Copy as Markdown</source>
        <translation>复制为 Markdown</translation>
    </message>
    <message>
        <source>Copy as LaTeX</source>
        <translation>复制为 LaTeX</translation>
    </message>
    <message>
        <source>Tables as CSV...</source>
        <translation>表格为 CSV...</translation>
    </message>
    <message>
        <source>Tables as Markdown...</source>
        <translation>表格为 Markdown...</translation>
    </message>
    <message>
        <source>Tables as LaTeX...</source>
        <translation>表格为 LaTeX...</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>The comparison was exported</source>
        <translation>比较已导出</translation>
    </message>
    <message>
        <source>No run is among them</source>
        <translation>其中没有运行</translation>
    </message>
</context>
<context>
    <name>ComparisonRows</name>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparisons</source>
        <translation>比较</translation>
    </message>
</context>
<context>
    <name>Comparisons</name>
    <message>
        <source>Compare %1</source>
        <translation>比较 %1 个</translation>
    </message>
</context>
<context>
    <name>ConnectDialog</name>
    <message>
        <source>Asking {host}...</source>
        <translation>正在询问 {host}...</translation>
    </message>
    <message>
        <source>Without https, others on the way can read the key.</source>
        <translation>没有使用 https，传输途中的其他人可能读到密钥。</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>连接服务器</translation>
    </message>
    <message>
        <source>Known from t9k-config.yaml</source>
        <translation>来自 t9k-config.yaml</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>The key in the file is used</source>
        <translation>使用文件中的密钥</translation>
    </message>
    <message>
        <source>Another server</source>
        <translation>其他服务器</translation>
    </message>
    <message>
        <source>The key is kept in this computer&apos;s keyring.</source>
        <translation>密钥保存在本机的密钥环中。</translation>
    </message>
    <message>
        <source>This computer has no keyring: the key is kept until the program ends, and asked for again at the next start.</source>
        <translation>本机没有密钥环：密钥只保留到程序结束，下次启动时需要重新输入。</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
</context>
<context>
    <name>ContourCard</name>
    <message>
        <source>This needs two hyperparameters</source>
        <translation>需要两个超参数</translation>
    </message>
    <message>
        <source>from %1 trials</source>
        <translation>来自 %1 次试验</translation>
    </message>
    <message>
        <source>Too few trials with a value</source>
        <translation>有值的试验过少</translation>
    </message>
    <message>
        <source>Contour</source>
        <translation>等高线图</translation>
    </message>
    <message>
        <source>Metric over two hyperparameters</source>
        <translation>两个超参数上的指标</translation>
    </message>
    <message>
        <source>Hyperparameter across</source>
        <translation>横轴超参数</translation>
    </message>
    <message>
        <source>Hyperparameter upwards</source>
        <translation>纵轴超参数</translation>
    </message>
</context>
<context>
    <name>Counted</name>
    <message numerus="yes">
        <source>%Ln file(s)</source>
        <translation>
            <numerusform>%Ln 个文件</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln byte(s)</source>
        <translation>
            <numerusform>%Ln 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2</source>
        <comment>a size and a number of files</comment>
        <translation>%1，%2</translation>
    </message>
</context>
<context>
    <name>Crawler</name>
    <message>
        <source>Indexing {name}</source>
        <translation>正在为 {name} 建立索引</translation>
    </message>
</context>
<context>
    <name>CurveView</name>
    <message>
        <source>No points recorded</source>
        <translation>没有记录数据点</translation>
    </message>
    <message>
        <source>Curve</source>
        <translation>曲线</translation>
    </message>
    <message numerus="yes">
        <source>%Ln point(s), last %1, smallest %2, largest %3</source>
        <translation>
            <numerusform>%Ln 个点，最终 %1，最小 %2，最大 %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CurvesCard</name>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>No intermediate values</source>
        <translation>没有中间值</translation>
    </message>
    <message>
        <source>Intermediate curves</source>
        <translation>中间曲线</translation>
    </message>
    <message>
        <source>Intermediate curves by step</source>
        <translation>各步的中间曲线</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>已选</translation>
    </message>
    <message>
        <source>Whose curves are drawn</source>
        <translation>绘制哪些曲线</translation>
    </message>
</context>
<context>
    <name>DeleteDialog</name>
    <message>
        <source>Delete {things} for good?</source>
        <translation>永久删除 {things}？</translation>
    </message>
    <message>
        <source>What leaves the trash can’t be restored. Shortcuts and dataflow links to it show it as missing.</source>
        <translation>从回收站删除后无法恢复。指向它的快捷方式和数据流链接会显示为缺失。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
</context>
<context>
    <name>DerivedDialog</name>
    <message>
        <source>There is a metric with this name already.</source>
        <translation>已有同名的指标。</translation>
    </message>
    <message>
        <source>No metric has the name %1.</source>
        <translation>没有名为 %1 的指标。</translation>
    </message>
    <message>
        <source>There is no function %1.</source>
        <translation>没有函数 %1。</translation>
    </message>
    <message>
        <source>%1 takes another number of values.</source>
        <translation>%1 需要的值的个数不同。</translation>
    </message>
    <message>
        <source>%1 has no meaning here.</source>
        <translation>%1 在这里没有意义。</translation>
    </message>
    <message>
        <source>The backtick has no partner.</source>
        <translation>反引号没有成对。</translation>
    </message>
    <message>
        <source>An operator is missing before %1.</source>
        <translation>%1 前面缺少运算符。</translation>
    </message>
    <message>
        <source>The expression is too long.</source>
        <translation>表达式太长。</translation>
    </message>
    <message>
        <source>A value is missing.</source>
        <translation>缺少一个值。</translation>
    </message>
    <message>
        <source>(character %1)</source>
        <translation>（第 %1 个字符）</translation>
    </message>
    <message>
        <source>Change computed metric</source>
        <translation>修改计算指标</translation>
    </message>
    <message>
        <source>Computed metric</source>
        <translation>计算指标</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Name, such as derived/perplexity</source>
        <translation>名称，例如 derived/perplexity</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>表达式</translation>
    </message>
    <message>
        <source>Expression, such as exp(loss)</source>
        <translation>表达式，例如 exp(loss)</translation>
    </message>
    <message>
        <source>Metrics: %1</source>
        <translation>指标：%1</translation>
    </message>
    <message>
        <source>Functions: %1</source>
        <translation>函数：%1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>DescriptionDialog</name>
    <message>
        <source>Description of {name}</source>
        <translation>{name} 的描述</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>编写</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Description (Markdown)</source>
        <translation>描述（Markdown）</translation>
    </message>
    <message>
        <source>What is it for? Markdown is understood.</source>
        <translation>它有什么用途？支持 Markdown。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>DescriptionEditor</name>
    <message>
        <source>It was changed by somebody else meanwhile. Save again to replace that text, or cancel to read it.</source>
        <translation>内容在此期间已被他人更改。再次保存会替换该内容，取消则可查看。</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>编写</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Preview of the description</source>
        <translation>描述预览</translation>
    </message>
    <message>
        <source>Description (Markdown)</source>
        <translation>描述（Markdown）</translation>
    </message>
    <message>
        <source>What is it for? Markdown is understood.</source>
        <translation>它有什么用途？支持 Markdown。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save ({keys})</source>
        <translation>保存（{keys}）</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Details</name>
    <message>
        <source>%1 of %2 differ</source>
        <translation>%2 项中 %1 项不同</translation>
    </message>
    <message>
        <source>Hyperparameter</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Fact</source>
        <translation>信息</translation>
    </message>
    <message>
        <source>What to compare</source>
        <translation>比较内容</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Surroundings</source>
        <translation>运行环境</translation>
    </message>
    <message>
        <source>What changed?</source>
        <translation>有何变化？</translation>
    </message>
    <message>
        <source>Differences first</source>
        <translation>差异在前</translation>
    </message>
    <message>
        <source>Only differences</source>
        <translation>仅差异</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
</context>
<context>
    <name>DialogFrame</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DropOverlay</name>
    <message>
        <source>Drop a folder to open it</source>
        <translation>拖放文件夹即可打开</translation>
    </message>
</context>
<context>
    <name>DropZone</name>
    <message>
        <source>Copy here</source>
        <translation>复制到此处</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Move here</source>
        <translation>移动到此处</translation>
    </message>
    <message>
        <source>Shortcut here</source>
        <translation>在此创建快捷方式</translation>
    </message>
    <message>
        <source>Takes no files</source>
        <translation>不接受文件</translation>
    </message>
    <message>
        <source>Only within a store</source>
        <translation>仅限同一实验库内</translation>
    </message>
    <message>
        <source>Not into itself</source>
        <translation>不能放入自身</translation>
    </message>
    <message>
        <source>Is here already</source>
        <translation>已在此处</translation>
    </message>
    <message>
        <source>Not into a run</source>
        <translation>不能放入运行</translation>
    </message>
    <message>
        <source>Not into an artifact</source>
        <translation>不能放入制品</translation>
    </message>
    <message>
        <source>Only into folders</source>
        <translation>只能放入文件夹</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Not among what others share</source>
        <translation>不能放在他人分享的列表中</translation>
    </message>
</context>
<context>
    <name>DurationCard</name>
    <message>
        <source>%1 without times</source>
        <translation>%1 次没有时间</translation>
    </message>
    <message>
        <source>No trial has times</source>
        <translation>没有试验有时间记录</translation>
    </message>
    <message>
        <source>Duration per trial</source>
        <translation>每次试验的时长</translation>
    </message>
</context>
<context>
    <name>EditCommands</name>
    <message>
        <source>Select something first</source>
        <translation>请先选择项目</translation>
    </message>
    <message>
        <source>Select one item only</source>
        <translation>只能选择一项</translation>
    </message>
    <message>
        <source>Locked against deletion</source>
        <translation>已锁定以防删除</translation>
    </message>
    <message>
        <source>Open a folder first</source>
        <translation>请先打开文件夹</translation>
    </message>
    <message>
        <source>Nothing to paste is on the clipboard</source>
        <translation>剪贴板中没有可粘贴的内容</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Not among what others share</source>
        <translation>不能放在他人分享的列表中</translation>
    </message>
</context>
<context>
    <name>ErrorDialog</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>复制详细信息</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>FactsView</name>
    <message>
        <source>Columns first (Fortran)</source>
        <translation>列优先（Fortran）</translation>
    </message>
    <message>
        <source>Rows first (C)</source>
        <translation>行优先（C）</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>形状</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>元素数</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>存储顺序</translation>
    </message>
    <message>
        <source>Values</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>The first values</source>
        <translation>开头的值</translation>
    </message>
    <message>
        <source>Members</source>
        <translation>成员数</translation>
    </message>
    <message>
        <source>Unpacked</source>
        <translation>解压后大小</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Tensors</source>
        <translation>张量</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Scalar</source>
        <translation>标量</translation>
    </message>
</context>
<context>
    <name>FigureDialog</name>
    <message>
        <source>PDF document (*.pdf)</source>
        <translation>PDF 文档 (*.pdf)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>Figure of %1</source>
        <translation>%1 的插图</translation>
    </message>
    <message>
        <source>Page columns</source>
        <translation>栏数</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽度</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高度</translation>
    </message>
    <message>
        <source>Type size</source>
        <translation>字号</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>线宽</translation>
    </message>
    <message>
        <source>One</source>
        <translation>单栏</translation>
    </message>
    <message>
        <source>Two</source>
        <translation>双栏</translation>
    </message>
    <message>
        <source>One and a half</source>
        <translation>一栏半</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>网格</translation>
    </message>
    <message>
        <source>Legend</source>
        <translation>图例</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>保存...</translation>
    </message>
</context>
<context>
    <name>FileActions</name>
    <message>
        <source>Save a copy</source>
        <translation>保存副本</translation>
    </message>
    <message>
        <source>Open with the system&apos;s program</source>
        <translation>用系统程序打开</translation>
    </message>
    <message>
        <source>Save a copy...</source>
        <translation>保存副本...</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Saving {name}</source>
        <translation>正在保存 {name}</translation>
    </message>
    <message>
        <source>The system has no program for this file.</source>
        <translation>系统中没有能打开这个文件的程序。</translation>
    </message>
    <message>
        <source>Saved a copy as {name}</source>
        <translation>副本已保存为 {name}</translation>
    </message>
</context>
<context>
    <name>FilePane</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>FilesEditing</name>
    <message>
        <source>The recorder keeps {name}</source>
        <translation>{name} 由记录程序保管</translation>
    </message>
    <message>
        <source>Add {things} to {name}</source>
        <translation>将 {things} 添加到 {name}</translation>
    </message>
    <message>
        <source>Only files can be added, no nodes</source>
        <translation>只能添加文件，不能添加节点</translation>
    </message>
    <message>
        <source>Is here already</source>
        <translation>已在此处</translation>
    </message>
    <message>
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <source>Add files...</source>
        <translation>添加文件...</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
</context>
<context>
    <name>FilesModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
</context>
<context>
    <name>FilesMoving</name>
    <message>
        <source>A folder can’t go into itself</source>
        <translation>不能将文件夹移动到其自身内</translation>
    </message>
    <message>
        <source>Is here already</source>
        <translation>已在此处</translation>
    </message>
    <message>
        <source>Move {things} to {name}</source>
        <translation>将{things}移动到“{name}”</translation>
    </message>
</context>
<context>
    <name>FilesView</name>
    <message>
        <source>Nothing matches this filter</source>
        <translation>没有符合筛选条件的内容</translation>
    </message>
    <message>
        <source>No file here has all of these words in its path.</source>
        <translation>没有路径包含全部这些词的文件。</translation>
    </message>
    <message>
        <source>Drop files and folders here, or choose some.</source>
        <translation>将文件和文件夹拖到这里，或选择一些。</translation>
    </message>
    <message>
        <source>No files</source>
        <translation>没有文件</translation>
    </message>
    <message>
        <source>Files that are added appear by themselves.</source>
        <translation>添加的文件会自动显示。</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total} 个</translation>
    </message>
    <message>
        <source>Filter files</source>
        <translation>筛选文件</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Add files...</source>
        <translation>添加文件...</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
</context>
<context>
    <name>FirstStart</name>
    <message>
        <source>First steps</source>
        <translation>开始使用</translation>
    </message>
    <message>
        <source>Where are your experiments?</source>
        <translation>实验保存在哪里？</translation>
    </message>
    <message>
        <source>Open a folder of experiments</source>
        <translation>打开实验文件夹</translation>
    </message>
    <message>
        <source>Any folder on this computer. Nothing is moved or changed; your files stay where they are.</source>
        <translation>可以是这台电脑上的任意文件夹。文件留在原处，不会移动或改动。</translation>
    </message>
    <message>
        <source>Open folder...</source>
        <translation>打开文件夹...</translation>
    </message>
    <message>
        <source>Browse and share experiments on a server of your team with your API key.</source>
        <translation>使用 API 密钥浏览和分享团队服务器上的实验。</translation>
    </message>
    <message>
        <source>Try the sample store</source>
        <translation>试用示例实验库</translation>
    </message>
    <message>
        <source>Real runs, a tuning experiment and their files to click through.</source>
        <translation>包含真实的运行、一次调优实验和它们的文件，可以随意浏览。</translation>
    </message>
    <message>
        <source>Open sample</source>
        <translation>打开示例</translation>
    </message>
    <message>
        <source>Or drag a folder here</source>
        <translation>或将文件夹拖到这里</translation>
    </message>
    <message>
        <source>A single Run folder works too. Dropping a folder opens it; nothing is copied.</source>
        <translation>单个运行的文件夹也可以。拖放只会打开文件夹，不会复制任何内容。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colors</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Choose one to begin. You can add more folders and servers at any time.</source>
        <translation>选择一项开始。之后可以随时添加文件夹和服务器。</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>连接服务器</translation>
    </message>
    <message>
        <source>Connect...</source>
        <translation>连接...</translation>
    </message>
</context>
<context>
    <name>FlowActions</name>
    <message>
        <source>Show them</source>
        <translation>显示这些节点</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open in new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Highlight upstream</source>
        <translation>突出显示上游</translation>
    </message>
    <message>
        <source>Highlight downstream</source>
        <translation>突出显示下游</translation>
    </message>
    <message>
        <source>Show what it came from</source>
        <translation>显示它的来源</translation>
    </message>
    <message>
        <source>Show what uses it</source>
        <translation>显示它的用途</translation>
    </message>
    <message>
        <source>How was this made?</source>
        <translation>它是怎样产生的？</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show the whole graph</source>
        <translation>显示整个图</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Save as PNG picture...</source>
        <translation>另存为 PNG 图片...</translation>
    </message>
    <message>
        <source>Save as SVG drawing...</source>
        <translation>另存为 SVG 矢量图...</translation>
    </message>
    <message>
        <source>Save as PROV document...</source>
        <translation>另存为 PROV 文档...</translation>
    </message>
    <message>
        <source>PNG picture (*.png)</source>
        <translation>PNG 图片 (*.png)</translation>
    </message>
    <message>
        <source>SVG drawing (*.svg)</source>
        <translation>SVG 矢量图 (*.svg)</translation>
    </message>
    <message>
        <source>W3C PROV-JSON (*.json)</source>
        <translation>W3C PROV-JSON (*.json)</translation>
    </message>
    <message>
        <source>Save data flow</source>
        <translation>保存数据流</translation>
    </message>
</context>
<context>
    <name>FlowPage</name>
    <message numerus="yes">
        <source>Only %Ln chosen item(s), and what is next to them</source>
        <translation>
            <numerusform>仅显示选中的 %Ln 项及其相邻项</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the whole folder</source>
        <translation>显示整个文件夹</translation>
    </message>
</context>
<context>
    <name>FlowRow</name>
    <message>
        <source>Not in this store</source>
        <translation>不在这个实验库中</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>不在此处</translation>
    </message>
</context>
<context>
    <name>FlowSides</name>
    <message>
        <source>and {count} more</source>
        <translation>还有 {count} 项</translation>
    </message>
</context>
<context>
    <name>FlowToolbar</name>
    <message>
        <source>Upstream</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>Downstream</source>
        <translation>下游</translation>
    </message>
    <message>
        <source>Highlight</source>
        <translation>突出显示</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两者</translation>
    </message>
    <message>
        <source>Keys U, D and B while the graph has the focus</source>
        <translation>焦点在图上时可按 U、D 和 B 键</translation>
    </message>
    <message>
        <source>Left to right</source>
        <translation>从左到右</translation>
    </message>
    <message>
        <source>Top down</source>
        <translation>从上到下</translation>
    </message>
    <message>
        <source>Which nodes are shown</source>
        <translation>显示哪些节点</translation>
    </message>
    <message>
        <source>What else uses the same data</source>
        <translation>还有什么使用相同的数据</translation>
    </message>
    <message>
        <source>Find in graph</source>
        <translation>在图中查找</translation>
    </message>
    <message>
        <source>How was this made?</source>
        <translation>它是怎样产生的？</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>FlowView</name>
    <message>
        <source>No run in this store names it, and it names no inputs or outputs itself.</source>
        <translation>这个实验库中没有运行提到它，它自己也没有输入或输出。</translation>
    </message>
    <message>
        <source>No data flow</source>
        <translation>没有数据流</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2 项</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>FolderEditing</name>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
</context>
<context>
    <name>FolderFilter</name>
    <message>
        <source>Nothing here has “{name}”.</source>
        <translation>这里没有“{name}”。</translation>
    </message>
    <message>
        <source>Did you mean “{name}”?</source>
        <translation>是否指“{name}”？</translation>
    </message>
    <message>
        <source>the end</source>
        <translation>末尾</translation>
    </message>
    <message>
        <source>Column {column}, at {found}: {text}</source>
        <translation>第 {column} 列，{found} 处：{text}</translation>
    </message>
    <message>
        <source>a condition is expected, such as lr &gt; 0.1</source>
        <translation>此处应为条件，例如 lr &gt; 0.1</translation>
    </message>
    <message>
        <source>a value is expected: a number, a text, a date or a time such as 7d</source>
        <translation>此处应为值：数字、文本、日期或时长（例如 7d）</translation>
    </message>
    <message>
        <source>the name of a column is expected</source>
        <translation>此处应为列名</translation>
    </message>
    <message>
        <source>a list in parentheses is expected, such as (1, 2)</source>
        <translation>此处应为括号中的列表，例如 (1, 2)</translation>
    </message>
    <message>
        <source>a text is expected</source>
        <translation>此处应为文本</translation>
    </message>
    <message>
        <source>“is missing” or “is not missing” is expected</source>
        <translation>此处应为“is missing”或“is not missing”</translation>
    </message>
    <message>
        <source>a closing parenthesis is expected</source>
        <translation>此处应为右括号</translation>
    </message>
    <message>
        <source>the closing quotation mark is missing</source>
        <translation>缺少右引号</translation>
    </message>
    <message>
        <source>there are best, last, min, max, mean, count, param and metric</source>
        <translation>可用的有 best、last、min、max、mean、count、param 和 metric</translation>
    </message>
    <message>
        <source>this regular expression can&apos;t be read</source>
        <translation>无法理解这个正则表达式</translation>
    </message>
    <message>
        <source>there is no such date or time</source>
        <translation>没有这样的日期或时间</translation>
    </message>
    <message>
        <source>the filter is too long</source>
        <translation>筛选条件过长</translation>
    </message>
    <message>
        <source>parentheses are nested too deeply</source>
        <translation>括号嵌套过深</translation>
    </message>
    <message>
        <source>this isn&apos;t expected here; put it in quotation marks to look for it</source>
        <translation>此处不应出现；如要查找它，请加上引号</translation>
    </message>
</context>
<context>
    <name>FolderFinder</name>
    <message>
        <source>Move {things} to</source>
        <translation>将 {things} 移动到</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Copy {things} to</source>
        <translation>将 {things} 复制到</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Shortcut to {things} in</source>
        <translation>{things} 的快捷方式位于</translation>
    </message>
    <message>
        <source>Create shortcut</source>
        <translation>创建快捷方式</translation>
    </message>
    <message>
        <source>Find a folder</source>
        <translation>查找文件夹</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>No folder that can take it has this name</source>
        <translation>没有叫这个名称且可用的文件夹</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>FolderGroups</name>
    <message>
        <source>all but {names}</source>
        <translation>除 {names} 外</translation>
    </message>
    <message>
        <source>No groups</source>
        <translation>不分组</translation>
    </message>
    <message>
        <source>Everything except {names}</source>
        <translation>除 {names} 外的全部</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>分组依据</translation>
    </message>
    <message>
        <source>Everything except</source>
        <translation>除此之外的全部</translation>
    </message>
    <message>
        <source>± standard deviation</source>
        <translation>± 标准差</translation>
    </message>
    <message>
        <source>± standard error</source>
        <translation>± 标准误</translation>
    </message>
    <message>
        <source>95 % bootstrap interval</source>
        <translation>95 % 自助法区间</translation>
    </message>
    <message>
        <source>Curves of the groups</source>
        <translation>分组曲线</translation>
    </message>
    <message>
        <source>Compare these two groups...</source>
        <translation>比较这两组...</translation>
    </message>
</context>
<context>
    <name>FolderPane</name>
    <message>
        <source>Nothing matches this filter</source>
        <translation>没有符合筛选条件的内容</translation>
    </message>
    <message numerus="yes">
        <source>Reading, %Ln item(s) so far</source>
        <translation>
            <numerusform>正在读取，已有 %Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>This folder is empty</source>
        <translation>这个文件夹是空的</translation>
    </message>
    <message>
        <source>Runs and artifacts that a training script records here appear by themselves.</source>
        <translation>训练脚本记录在这里的运行和制品会自动显示。</translation>
    </message>
    <message>
        <source>Items in this folder</source>
        <translation>此文件夹中的项目</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>None of the %Ln item(s) here fits these words, conditions and types.</source>
        <translation>这里的 %Ln 项都不符合这些词、条件和类型。</translation>
    </message>
</context>
<context>
    <name>FolderToolbar</name>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>All types</source>
        <translation>全部类型</translation>
    </message>
    <message>
        <source>{count} types</source>
        <translation>{count} 种类型</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total} 项</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Dataflow</source>
        <translation>数据流</translation>
    </message>
    <message>
        <source>How the folder is shown</source>
        <translation>文件夹的显示方式</translation>
    </message>
    <message>
        <source>Group: {names}</source>
        <translation>分组：{names}</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
    <message>
        <source>Filter, such as lr &gt; 0.1</source>
        <translation>筛选，例如 lr &gt; 0.1</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>{types}, with subfolders</source>
        <translation>{types}，含子文件夹</translation>
    </message>
    <message>
        <source>Include subfolders</source>
        <translation>包含子文件夹</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>Looking at what to copy</source>
        <translation>正在查看要复制的内容</translation>
    </message>
    <message>
        <source>Looking at the files</source>
        <translation>正在查看文件</translation>
    </message>
</context>
<context>
    <name>GitTab</name>
    <message>
        <source>Uncommitted changes</source>
        <translation>有未提交的更改</translation>
    </message>
    <message>
        <source>Clean</source>
        <translation>无更改</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Remote</source>
        <translation>远程地址</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Working tree</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Entry point</source>
        <translation>入口脚本</translation>
    </message>
    <message>
        <source>Code version</source>
        <translation>代码版本</translation>
    </message>
    <message>
        <source>The script wasn&apos;t inside a Git repository when it ran.</source>
        <translation>脚本运行时不在 Git 仓库中。</translation>
    </message>
    <message>
        <source>Entry point: %1</source>
        <translation>入口脚本：%1</translation>
    </message>
    <message>
        <source>No code version</source>
        <translation>没有代码版本</translation>
    </message>
</context>
<context>
    <name>GraphView</name>
    <message>
        <source>Show what it came from</source>
        <translation>显示它的来源</translation>
    </message>
    <message>
        <source>Show what uses it</source>
        <translation>显示它的用途</translation>
    </message>
</context>
<context>
    <name>GroupCharts</name>
    <message>
        <source>Reading the curves of the groups</source>
        <translation>正在读取分组曲线</translation>
    </message>
    <message>
        <source>No metrics</source>
        <translation>没有指标</translation>
    </message>
    <message>
        <source>None of these runs has recorded any.</source>
        <translation>这些运行都没有记录指标。</translation>
    </message>
    <message>
        <source>Curves of the groups</source>
        <translation>分组曲线</translation>
    </message>
    <message>
        <source>Hide the curves</source>
        <translation>隐藏曲线</translation>
    </message>
</context>
<context>
    <name>GroupModel</name>
    <message>
        <source>All runs</source>
        <translation>全部运行</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>standard deviation</source>
        <translation>标准差</translation>
    </message>
    <message>
        <source>standard error</source>
        <translation>标准误</translation>
    </message>
    <message>
        <source>95 % interval, from</source>
        <translation>95 % 区间下限</translation>
    </message>
    <message>
        <source>95 % interval, to</source>
        <translation>95 % 区间上限</translation>
    </message>
    <message numerus="yes">
        <source>without a finite value: %Ln</source>
        <translation>
            <numerusform>没有有限值：%Ln</numerusform>
        </translation>
    </message>
    <message>
        <source>Group</source>
        <translation>分组</translation>
    </message>
</context>
<context>
    <name>GroupTable</name>
    <message>
        <source>Groups of runs</source>
        <translation>运行的分组</translation>
    </message>
</context>
<context>
    <name>GroupTestDialog</name>
    <message>
        <source>Compare two groups</source>
        <translation>比较两组</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>以 CSV 格式复制</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>This needs {package}, which isn&apos;t installed. Install it with {command}</source>
        <translation>这需要 {package}，但尚未安装。安装命令：{command}</translation>
    </message>
    <message>
        <source>p is the probability of a difference as large by chance, two-sided; many comparisons make some small by chance. d is Cohen&apos;s effect size, r the rank-biserial correlation; both are positive where A is larger.</source>
        <translation>p 是偶然出现同样大差异的概率（双侧）；比较很多时，其中一些会偶然变小。d 是 Cohen 效应量，r 是秩二列相关；A 较大时两者为正。</translation>
    </message>
</context>
<context>
    <name>GroupToggle</name>
    <message>
        <source>Shown in the charts. Press to hide.</source>
        <translation>显示在图表中，按下可隐藏。</translation>
    </message>
    <message>
        <source>Hidden in the charts. Press to show.</source>
        <translation>未显示在图表中，按下可显示。</translation>
    </message>
</context>
<context>
    <name>ImportanceCard</name>
    <message>
        <source>from %1 trials</source>
        <translation>来自 %1 次试验</translation>
    </message>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>This needs Optuna, which isn&apos;t installed. Install it with
%1</source>
        <translation>这需要 Optuna，但尚未安装。安装命令：
%1</translation>
    </message>
    <message>
        <source>%1 trials are too few to tell. At least %2 must have succeeded.</source>
        <translation>%1 次试验不足以判断。至少要有 %2 次成功。</translation>
    </message>
    <message>
        <source>Which hyperparameters made the difference, computed with Optuna.</source>
        <translation>哪些超参数影响结果，用 Optuna 计算。</translation>
    </message>
    <message>
        <source>PED-ANOVA by Optuna: how much a hyperparameter tells the best tenth of the trials from the others.</source>
        <translation>Optuna 的 PED-ANOVA：超参数在多大程度上区分最好的十分之一试验与其他试验。</translation>
    </message>
    <message>
        <source>Rests on %1 trials that succeeded.</source>
        <translation>基于 %1 次成功的试验。</translation>
    </message>
    <message>
        <source>Rests on %1 of %2 trials that succeeded.</source>
        <translation>基于 %2 次成功试验中的 %1 次。</translation>
    </message>
    <message>
        <source>Parameter importance</source>
        <translation>参数重要性</translation>
    </message>
    <message>
        <source>Compute</source>
        <translation>计算</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 项</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>第 {place} / {count} 项</translation>
    </message>
    <message>
        <source>Nothing selected</source>
        <translation>未选择任何项目</translation>
    </message>
    <message>
        <source>Previous selected item</source>
        <translation>上一个所选项目</translation>
    </message>
    <message>
        <source>Next selected item</source>
        <translation>下一个所选项目</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>详情栏</translation>
    </message>
</context>
<context>
    <name>Joining</name>
    <message>
        <source>Only within a store</source>
        <translation>仅限同一实验库内</translation>
    </message>
    <message>
        <source>Only artifacts, models and datasets</source>
        <translation>仅限制品、模型和数据集</translation>
    </message>
    <message>
        <source>This store can&apos;t be changed</source>
        <translation>此实验库不可更改</translation>
    </message>
    <message>
        <source>Is an input already</source>
        <translation>已是输入</translation>
    </message>
    <message>
        <source>Is an output already</source>
        <translation>已是输出</translation>
    </message>
    <message>
        <source>Add as input</source>
        <translation>添加为输入</translation>
    </message>
    <message>
        <source>Add as output</source>
        <translation>添加为输出</translation>
    </message>
    <message>
        <source>%1, an output of %2</source>
        <translation>%1（%2 的输出）</translation>
    </message>
    <message>
        <source>%1, an input of %2</source>
        <translation>%1（%2 的输入）</translation>
    </message>
    <message>
        <source>Remove from the data flow</source>
        <translation>从数据流中移除</translation>
    </message>
    <message>
        <source>Recorded by the run</source>
        <translation>由运行记录，不可移除</translation>
    </message>
    <message>
        <source>Paste as input</source>
        <translation>粘贴为输入</translation>
    </message>
    <message>
        <source>Paste as output</source>
        <translation>粘贴为输出</translation>
    </message>
</context>
<context>
    <name>LabelChip</name>
    <message>
        <source>Label {name}, on some</source>
        <translation>标签 {name}，部分项目有</translation>
    </message>
    <message>
        <source>Label {name}</source>
        <translation>标签 {name}</translation>
    </message>
</context>
<context>
    <name>LabelColors</name>
    <message>
        <source>Color of {label}</source>
        <translation>{label} 的颜色</translation>
    </message>
</context>
<context>
    <name>LabelField</name>
    <message>
        <source>Add label</source>
        <translation>添加标签</translation>
    </message>
</context>
<context>
    <name>LabelPopup</name>
    <message>
        <source>New label “{label}”</source>
        <translation>新建标签“{label}”</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Find or add a label</source>
        <translation>查找或添加标签</translation>
    </message>
    <message>
        <source>Labels in use</source>
        <translation>使用中的标签</translation>
    </message>
    <message>
        <source>Enter adds or removes, Escape leaves all as it was. A right click colors a label.</source>
        <translation>按 Enter 添加或移除，按 Escape 保持原样。右键单击可为标签选择颜色。</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>last</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>%1: last %2, smallest %3, largest %4</source>
        <translation>%1：最终 %2，最小 %3，最大 %4</translation>
    </message>
    <message>
        <source>min, best</source>
        <translation>最小，最佳</translation>
    </message>
    <message>
        <source>max, best</source>
        <translation>最大，最佳</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>slope</source>
        <translation>斜率</translation>
    </message>
    <message numerus="yes">
        <source>%Ln more...</source>
        <translation>
            <numerusform>还有 %Ln 条...</numerusform>
        </translation>
    </message>
    <message>
        <source>Table of all lines</source>
        <translation>所有曲线的表格</translation>
    </message>
</context>
<context>
    <name>ListingModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Favourite</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Locked against deletion</source>
        <translation>已锁定以防删除</translation>
    </message>
    <message>
        <source>last</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>hyperparameter</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>code version</source>
        <translation>代码版本</translation>
    </message>
    <message>
        <source>package</source>
        <translation>软件包</translation>
    </message>
    <message>
        <source>platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>NaN or infinite: {count}</source>
        <translation>NaN 或无穷：{count}</translation>
    </message>
</context>
<context>
    <name>LoadingRows</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在加载</translation>
    </message>
</context>
<context>
    <name>LogTab</name>
    <message numerus="yes">
        <source>%Ln line(s), {size}</source>
        <translation>
            <numerusform>%Ln 行，{size}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) so far, {share} % read</source>
        <translation>
            <numerusform>已有 %Ln 行，已读取 {share}%</numerusform>
        </translation>
    </message>
    <message>
        <source>This run has no log file.</source>
        <translation>这次运行没有日志文件。</translation>
    </message>
    <message>
        <source>No log</source>
        <translation>没有日志</translation>
    </message>
    <message>
        <source>Nothing was written to standard output.</source>
        <translation>标准输出中没有任何内容。</translation>
    </message>
    <message>
        <source>The log is empty</source>
        <translation>日志为空</translation>
    </message>
    <message>
        <source>Searching the log</source>
        <translation>正在搜索日志</translation>
    </message>
    <message>
        <source>no match</source>
        <translation>无匹配</translation>
    </message>
    <message>
        <source>{count} or more</source>
        <translation>{count}+</translation>
    </message>
    <message>
        <source>{number} of {total}</source>
        <translation>{number} / {total}</translation>
    </message>
    <message>
        <source>Only the first {count} lines were copied</source>
        <translation>只复制了前 {count} 行</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Find in log</source>
        <translation>在日志中查找</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一个匹配</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一个匹配</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Follow the end</source>
        <translation>跟随末尾</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message numerus="yes">
        <source>%Ln earlier update(s)</source>
        <translation>
            <numerusform>此前更新 %Ln 次</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… %Ln more byte(s)</source>
        <translation>
            <numerusform>… 还有 %Ln 字节</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open the first folder</source>
        <translation>打开第一个文件夹</translation>
    </message>
    <message>
        <source>No tab is open</source>
        <translation>没有打开的标签页</translation>
    </message>
    <message>
        <source>Choose something in the navigator, or search for it with Ctrl K.</source>
        <translation>在导航栏中选择，或按 Ctrl K 搜索。</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>页面</translation>
    </message>
</context>
<context>
    <name>MakingPanel</name>
    <message>
        <source>How “%1” was made</source>
        <translation>“%1”是怎样产生的</translation>
    </message>
    <message>
        <source>Save steps</source>
        <translation>保存步骤</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>步骤</translation>
    </message>
    <message>
        <source>Shell script</source>
        <translation>Shell 脚本</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>形式</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Save...</source>
        <translation>保存...</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>MarkButtons</name>
    <message>
        <source>Remove from favourites</source>
        <translation>取消收藏</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>添加到收藏</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>Lock against deletion</source>
        <translation>锁定以防删除</translation>
    </message>
</context>
<context>
    <name>MemberChip</name>
    <message>
        <source>Show %1</source>
        <translation>显示 %1</translation>
    </message>
    <message>
        <source>Hide %1</source>
        <translation>隐藏 %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Baseline</source>
        <translation>基准</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>已隐藏</translation>
    </message>
</context>
<context>
    <name>MemberChips</name>
    <message>
        <source>Compared runs</source>
        <translation>比较的运行</translation>
    </message>
    <message>
        <source>Add run</source>
        <translation>添加运行</translation>
    </message>
</context>
<context>
    <name>MemberMenu</name>
    <message>
        <source>Open in new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Make it the baseline</source>
        <translation>设为基准</translation>
    </message>
    <message>
        <source>Show curves</source>
        <translation>显示曲线</translation>
    </message>
    <message>
        <source>Hide curves</source>
        <translation>隐藏曲线</translation>
    </message>
    <message>
        <source>Remove from comparison</source>
        <translation>从比较中移除</translation>
    </message>
    <message>
        <source>Color</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Color %1</source>
        <translation>颜色 %1</translation>
    </message>
</context>
<context>
    <name>MetricCard</name>
    <message>
        <source>No metric yet</source>
        <translation>还没有指标</translation>
    </message>
    <message>
        <source>Metric per trial</source>
        <translation>每次试验的指标</translation>
    </message>
    <message>
        <source>best so far</source>
        <translation>目前最佳</translation>
    </message>
</context>
<context>
    <name>MetricsFeed</name>
    <message>
        <source>Reading %1</source>
        <translation>正在读取 %1</translation>
    </message>
</context>
<context>
    <name>MetricsTab</name>
    <message>
        <source>No metrics</source>
        <translation>没有指标</translation>
    </message>
    <message>
        <source>This run hasn&apos;t recorded any. They appear here as soon as it does.</source>
        <translation>这次运行还没有记录指标。一旦记录，会立即显示在这里。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>NameDialog</name>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>New artifact</source>
        <translation>新建制品</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>Save comparison</source>
        <translation>保存比较</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save as smart folder</source>
        <translation>保存为智能文件夹</translation>
    </message>
</context>
<context>
    <name>NameEditor</name>
    <message>
        <source>New name</source>
        <translation>新名称</translation>
    </message>
</context>
<context>
    <name>Navigator</name>
    <message>
        <source>Pinned</source>
        <translation>已固定</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>此电脑</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Folders that you open are listed here.</source>
        <translation>打开的文件夹会列在这里。</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>服务器</translation>
    </message>
    <message>
        <source>Connect to a server</source>
        <translation>连接服务器</translation>
    </message>
    <message>
        <source>Servers that you connect to are listed here.</source>
        <translation>已连接的服务器会列在这里。</translation>
    </message>
    <message>
        <source>Folders and servers</source>
        <translation>文件夹和服务器</translation>
    </message>
</context>
<context>
    <name>NodeSections</name>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Leads to</source>
        <translation>指向</translation>
    </message>
    <message>
        <source>Alt. name</source>
        <translation>备用名称</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Measuring</source>
        <translation>正在计算</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Produced by</source>
        <translation>产生自</translation>
    </message>
    <message>
        <source>Used by</source>
        <translation>用于</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Inputs and outputs</source>
        <translation>输入与输出</translation>
    </message>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Add label</source>
        <translation>添加标签</translation>
    </message>
    <message>
        <source>Edit description</source>
        <translation>编辑描述</translation>
    </message>
</context>
<context>
    <name>NoteDialog</name>
    <message>
        <source>Note at %1</source>
        <translation>在 %1 处的备注</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>What happened here?</source>
        <translation>这里发生了什么？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message numerus="yes">
        <source>Reading, %Ln node(s) so far</source>
        <translation>
            <numerusform>正在读取，已有 %Ln 个节点</numerusform>
        </translation>
    </message>
    <message>
        <source>The first %1 nodes are shown, at least %2 more are known</source>
        <translation>显示前 %1 个节点，至少还有 %2 个</translation>
    </message>
    <message>
        <source>Show more</source>
        <translation>显示更多</translation>
    </message>
</context>
<context>
    <name>Notifier</name>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Something unexpected happened</source>
        <translation>发生了意外情况</translation>
    </message>
    <message>
        <source>This is a mistake in the program.</source>
        <translation>这是程序的错误。</translation>
    </message>
    <message>
        <source>You can go on working. The details help to mend it.</source>
        <translation>可以继续工作。详细信息有助于修复问题。</translation>
    </message>
    <message>
        <source>EM Desktop ended unexpectedly last time</source>
        <translation>EM Desktop 上次意外退出</translation>
    </message>
    <message>
        <source>Your files are as they were.</source>
        <translation>文件没有变化。</translation>
    </message>
    <message>
        <source>The details help to mend it.</source>
        <translation>详细信息有助于修复问题。</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>OfflineBanner</name>
    <message>
        <source>What was loaded stays visible; the server is asked again and again.</source>
        <translation>已加载的内容仍然可见；程序会不断重试。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Sign in...</source>
        <translation>登录...</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>OpenStores</name>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
</context>
<context>
    <name>OptionsMenu</name>
    <message>
        <source>Log x</source>
        <translation>对数 x</translation>
    </message>
    <message>
        <source>X axis</source>
        <translation>X 轴</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Wall time</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Relative</source>
        <translation>相对时间</translation>
    </message>
    <message>
        <source>Relative without pauses</source>
        <translation>相对时间（去掉停顿）</translation>
    </message>
    <message>
        <source>Metric on the x axis</source>
        <translation>以指标为 x 轴</translation>
    </message>
    <message>
        <source>Moving average (as TensorBoard)</source>
        <translation>移动平均（同 TensorBoard）</translation>
    </message>
    <message>
        <source>Gaussian</source>
        <translation>高斯</translation>
    </message>
    <message>
        <source>Running mean</source>
        <translation>滑动平均</translation>
    </message>
    <message>
        <source>Kind of smoothing</source>
        <translation>平滑方式</translation>
    </message>
    <message>
        <source>Small</source>
        <translation>小</translation>
    </message>
    <message>
        <source>Medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>Large</source>
        <translation>大</translation>
    </message>
    <message>
        <source>Size of charts</source>
        <translation>图表大小</translation>
    </message>
    <message>
        <source>Zoom charts together</source>
        <translation>图表一起缩放</translation>
    </message>
    <message>
        <source>Computed metric...</source>
        <translation>计算指标...</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Undo layout</source>
        <translation>撤销布局</translation>
    </message>
    <message>
        <source>Redo layout</source>
        <translation>重做布局</translation>
    </message>
</context>
<context>
    <name>OrderButton</name>
    <message>
        <source>Order of the trials: %1</source>
        <translation>试验的顺序：%1</translation>
    </message>
</context>
<context>
    <name>OtherRuns</name>
    <message>
        <source>Reading the other runs</source>
        <translation>正在读取其他运行</translation>
    </message>
</context>
<context>
    <name>OverviewTab</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Modified</source>
        <translation>修改时间</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Recorded as</source>
        <translation>记录名称</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>%1 (not in this store)</source>
        <translation>%1（不在这个实验库中）</translation>
    </message>
    <message>
        <source>Artifact</source>
        <translation>制品</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Version tag</source>
        <translation>版本标签</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Labels and description</source>
        <translation>标签与描述</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Upload history</source>
        <translation>上传历史</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Open the enclosing folder</source>
        <translation>打开上级文件夹</translation>
    </message>
    <message>
        <source>No longer here</source>
        <translation>已不在这里</translation>
    </message>
    <message>
        <source>{name} was moved or removed by another program.</source>
        <translation>{name} 已被其他程序移动或删除。</translation>
    </message>
    <message>
        <source>This shortcut leads nowhere</source>
        <translation>这个快捷方式已失效</translation>
    </message>
    <message>
        <source>What it points at was moved to another store or removed.</source>
        <translation>它指向的内容已移到其他实验库或被删除。</translation>
    </message>
</context>
<context>
    <name>ParallelCard</name>
    <message>
        <source>%1 trials</source>
        <translation>%1 次试验</translation>
    </message>
    <message>
        <source>%1 of %2 brushed</source>
        <translation>%1 / %2 次已刷选</translation>
    </message>
    <message>
        <source>Parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>Left and Right choose an axis, with Ctrl they move it. Space brushes it, Up and Down move the brush, plus and minus resize it, Delete clears it.</source>
        <translation>按 Left 和 Right 选择轴，加 Ctrl 移动轴。按 Space 刷选，按 Up 和 Down 移动刷选范围，按加号和减号调整大小，按 Delete 清除。</translation>
    </message>
    <message>
        <source>Top</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Best part of the trials in percent</source>
        <translation>最佳试验所占百分比</translation>
    </message>
    <message>
        <source>Clear brushes</source>
        <translation>清除刷选</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>轴</translation>
    </message>
</context>
<context>
    <name>ParallelView</name>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>ParametersTab</name>
    <message>
        <source>No hyperparameters</source>
        <translation>没有超参数</translation>
    </message>
    <message>
        <source>This run recorded none.</source>
        <translation>这次运行没有记录超参数。</translation>
    </message>
    <message>
        <source>No name or value holds “%1”.</source>
        <translation>没有名称或值包含“%1”。</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Copy value</source>
        <translation>复制值</translation>
    </message>
    <message>
        <source>Copy name and value</source>
        <translation>复制名称和值</translation>
    </message>
    <message>
        <source>Copy all as JSON</source>
        <translation>以 JSON 格式复制全部</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Find parameter</source>
        <translation>查找参数</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
</context>
<context>
    <name>ParetoCard</name>
    <message>
        <source>%1 of %2 on the front</source>
        <translation>%1 / %2 次在前沿上</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>正在读取…</translation>
    </message>
    <message>
        <source>The trials of this search report one metric</source>
        <translation>这次搜索的试验只上报一个指标</translation>
    </message>
    <message>
        <source>Pareto front</source>
        <translation>帕累托前沿</translation>
    </message>
    <message>
        <source>Two metrics against each other</source>
        <translation>两个指标的对比</translation>
    </message>
    <message>
        <source>Metric across</source>
        <translation>横轴指标</translation>
    </message>
    <message>
        <source>Metric upwards</source>
        <translation>纵轴指标</translation>
    </message>
    <message>
        <source>Good end of the metric across</source>
        <translation>横轴指标的优化方向</translation>
    </message>
    <message>
        <source>Good end of the metric upwards</source>
        <translation>纵轴指标的优化方向</translation>
    </message>
</context>
<context>
    <name>PathField</name>
    <message>
        <source>No store open</source>
        <translation>没有打开的实验库</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>What is in {name}</source>
        <translation>{name} 中的内容</translation>
    </message>
    <message>
        <source>Folders in between</source>
        <translation>中间的文件夹</translation>
    </message>
</context>
<context>
    <name>PeopleField</name>
    <message>
        <source>Choose somebody of the list.</source>
        <translation>请从列表中选择。</translation>
    </message>
    <message>
        <source>Find a person</source>
        <translation>查找用户</translation>
    </message>
    <message>
        <source>Add people or groups</source>
        <translation>添加用户或用户组</translation>
    </message>
</context>
<context>
    <name>PinnedList</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open in new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Remove smart folder</source>
        <translation>移除智能文件夹</translation>
    </message>
</context>
<context>
    <name>PinnedModel</name>
    <message>
        <source>{name}, smart folder</source>
        <translation>{name}，智能文件夹</translation>
    </message>
</context>
<context>
    <name>PlatformTab</name>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>System</source>
        <translation>操作系统</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Frameworks</source>
        <translation>框架</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>Python packages</source>
        <translation>Python 软件包</translation>
    </message>
    <message>
        <source>This run recorded nothing about the machine that it ran on.</source>
        <translation>这次运行没有记录所在机器的信息。</translation>
    </message>
    <message>
        <source>No platform</source>
        <translation>没有平台信息</translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PreviewPanel</name>
    <message>
        <source>Link</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>No file selected</source>
        <translation>未选择文件</translation>
    </message>
    <message>
        <source>Choose a file to look into it.</source>
        <translation>选择一个文件以查看内容。</translation>
    </message>
    <message>
        <source>Open with the system&apos;s program</source>
        <translation>用系统程序打开</translation>
    </message>
    <message>
        <source>Save a copy...</source>
        <translation>保存副本...</translation>
    </message>
    <message>
        <source>More for this file</source>
        <translation>此文件的更多操作</translation>
    </message>
    <message>
        <source>Previous image</source>
        <translation>上一张图片</translation>
    </message>
    <message>
        <source>Next image</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>Show as</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Saving a copy</source>
        <translation>正在保存副本</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>ProblemBar</name>
    <message numerus="yes">
        <source>%Ln problem(s) in the files</source>
        <translation>
            <numerusform>文件中有 %Ln 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
</context>
<context>
    <name>QueryField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Save as smart folder...</source>
        <translation>保存为智能文件夹...</translation>
    </message>
</context>
<context>
    <name>ReachPopup</name>
    <message>
        <source>Effective permissions</source>
        <translation>有效权限</translation>
    </message>
</context>
<context>
    <name>RecordsDialog</name>
    <message>
        <source>Records of %1</source>
        <translation>%1 的记录</translation>
    </message>
</context>
<context>
    <name>RecordsModel</name>
    <message>
        <source>Series</source>
        <translation>系列</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>步数</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Time (UTC)</source>
        <translation>时间 (UTC)</translation>
    </message>
</context>
<context>
    <name>ReferenceList</name>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Open in browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>References</source>
        <translation>引用</translation>
    </message>
</context>
<context>
    <name>RunFinder</name>
    <message>
        <source>Add runs</source>
        <translation>添加运行</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Find a run</source>
        <translation>查找运行</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>No run of this name was found so far</source>
        <translation>尚未找到该名称的运行</translation>
    </message>
</context>
<context>
    <name>RunPane</name>
    <message>
        <source>started %1</source>
        <translation>开始于 %1</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Dataflow</source>
        <translation>数据流</translation>
    </message>
    <message>
        <source>Platform</source>
        <translation>平台</translation>
    </message>
    <message>
        <source>Git</source>
        <translation>Git</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>与其他运行比较...</translation>
    </message>
</context>
<context>
    <name>RunsPage</name>
    <message>
        <source>No runs here</source>
        <translation>这里没有运行</translation>
    </message>
    <message>
        <source>Runs of a folder can be looked at as if they were the trials of a search.</source>
        <translation>可以像查看搜索的试验那样查看文件夹中的运行。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 个运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Only %Ln chosen run(s)</source>
        <translation>
            <numerusform>仅选中的 %Ln 个运行</numerusform>
        </translation>
    </message>
    <message>
        <source>curves of the first %1</source>
        <translation>仅前 %1 个的曲线</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Higher is better</source>
        <translation>越高越好</translation>
    </message>
    <message>
        <source>Lower is better</source>
        <translation>越低越好</translation>
    </message>
    <message>
        <source>Which end of the metric is good</source>
        <translation>指标的哪一端更好</translation>
    </message>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Show the whole folder</source>
        <translation>显示整个文件夹</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
</context>
<context>
    <name>SearchPanel</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search space</source>
        <translation>搜索空间</translation>
    </message>
    <message>
        <source>Tuner</source>
        <translation>调优器</translation>
    </message>
    <message>
        <source>Assessor</source>
        <translation>评估器</translation>
    </message>
    <message>
        <source>Advisor</source>
        <translation>顾问器</translation>
    </message>
    <message>
        <source>Training configuration</source>
        <translation>训练配置</translation>
    </message>
    <message>
        <source>Copy the training configuration as JSON</source>
        <translation>以 JSON 格式复制训练配置</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>ID</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Recorded state</source>
        <translation>记录的状态</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Running time</source>
        <translation>运行时长</translation>
    </message>
    <message>
        <source>Time limit</source>
        <translation>时间上限</translation>
    </message>
    <message>
        <source>Most trials</source>
        <translation>试验上限</translation>
    </message>
    <message>
        <source>At a time</source>
        <translation>并行数</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限</translation>
    </message>
</context>
<context>
    <name>SearchProgress</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>/ %1</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
</context>
<context>
    <name>SelectionActions</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open in new tab</source>
        <translation>在新标签页中打开</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Labels...</source>
        <translation>标签...</translation>
    </message>
    <message>
        <source>Description...</source>
        <translation>描述...</translation>
    </message>
    <message>
        <source>Color...</source>
        <translation>颜色...</translation>
    </message>
    <message>
        <source>Move to...</source>
        <translation>移动到...</translation>
    </message>
    <message>
        <source>Copy to...</source>
        <translation>复制到...</translation>
    </message>
    <message>
        <source>Create shortcut...</source>
        <translation>创建快捷方式...</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Copy rows as text</source>
        <translation>以文本复制行</translation>
    </message>
    <message>
        <source>Share...</source>
        <translation>分享...</translation>
    </message>
    <message>
        <source>Move to trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>取消收藏</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>添加到收藏</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>解除锁定</translation>
    </message>
    <message>
        <source>Lock against deletion</source>
        <translation>锁定以防删除</translation>
    </message>
    <message>
        <source>New folder</source>
        <translation>新建文件夹</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Show data flow</source>
        <translation>显示数据流</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>Look at as trials</source>
        <translation>作为试验查看</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 项</translation>
    </message>
    <message>
        <source>Open {count}</source>
        <translation>打开 {count} 个</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Move...</source>
        <translation>移动...</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>分享</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Copy paths</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Show in file manager</source>
        <translation>在文件管理器中显示</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Clear selection</source>
        <translation>取消选择</translation>
    </message>
    <message numerus="yes">
        <source>Reading, %Ln item(s) so far</source>
        <translation>
            <numerusform>正在读取，已有 %Ln 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln item(s); reading was stopped</source>
        <translation>
            <numerusform>%Ln 项，读取已停止</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln item(s)</source>
        <translation>
            <numerusform>%1 / %Ln 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln item(s)</source>
        <translation>
            <numerusform>%Ln 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Compare {count}</source>
        <translation>比较 {count} 个</translation>
    </message>
    <message>
        <source>Compare with...</source>
        <translation>与其他运行比较...</translation>
    </message>
</context>
<context>
    <name>ServerCommands</name>
    <message>
        <source>Connecting</source>
        <translation>正在连接</translation>
    </message>
    <message>
        <source>Disconnected from {account}; its key is forgotten</source>
        <translation>已断开 {account}，密钥已删除</translation>
    </message>
    <message>
        <source>Select something first</source>
        <translation>请先选择项目</translation>
    </message>
    <message>
        <source>Only what is on a server can be shared</source>
        <translation>只能分享服务器上的内容</translation>
    </message>
    <message>
        <source>This isn’t a folder of its own</source>
        <translation>这不是单独的文件夹</translation>
    </message>
    <message>
        <source>The sharing is changed</source>
        <translation>分享设置已更改</translation>
    </message>
</context>
<context>
    <name>ServersHeading</name>
    <message>
        <source>Connect to a server</source>
        <translation>连接服务器</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Colors</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Interface size</source>
        <translation>界面大小</translation>
    </message>
    <message>
        <source>Height of table rows</source>
        <translation>表格行高</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>紧凑</translation>
    </message>
    <message>
        <source>Normal</source>
        <translation>标准</translation>
    </message>
    <message>
        <source>Comfortable</source>
        <translation>宽松</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Where a name is taken</source>
        <translation>名称已被占用时</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>询问</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两者都保留</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>ShareDialog</name>
    <message>
        <source>Owner of this tree</source>
        <translation>此目录树的所有者</translation>
    </message>
    <message>
        <source>Asking the server...</source>
        <translation>正在询问服务器...</translation>
    </message>
    <message>
        <source>You can look at this. Only {owner} and those who can edit may share it.</source>
        <translation>你可以查看此项。只有 {owner} 和可编辑者能够分享。</translation>
    </message>
    <message>
        <source>What you change for {names} holds for everything below, too, also where it was set otherwise.</source>
        <translation>对 {names} 的更改也适用于其下的所有内容，包括另行设置过的内容。</translation>
    </message>
    <message>
        <source>What you change here holds for everything below, too.</source>
        <translation>此处的更改也适用于其下的所有内容。</translation>
    </message>
    <message>
        <source>It holds until {place} is changed for the same person or group. An item that is moved elsewhere gets exactly its new folder’s people.</source>
        <translation>在对 {place} 更改同一用户或用户组之前，此设置一直有效。项目移到别处后，其分享对象与新文件夹完全一致。</translation>
    </message>
    <message>
        <source>Share {name}</source>
        <translation>分享 {name}</translation>
    </message>
    <message>
        <source>in {place}</source>
        <translation>位于 {place}</translation>
    </message>
    <message>
        <source>What they may do</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Who has access</source>
        <translation>谁有权限</translation>
    </message>
    <message>
        <source>Where from</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Permission</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>Effective permissions...</source>
        <translation>有效权限...</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>ShareRow</name>
    <message>
        <source>{name} (you)</source>
        <translation>{name}（你）</translation>
    </message>
    <message>
        <source>What {name} may do</source>
        <translation>{name} 的权限</translation>
    </message>
    <message>
        <source>Take access away from {name}</source>
        <translation>移除 {name} 的权限</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Tab 1 to 8, last tab</source>
        <translation>标签页 1 到 8，最后一个标签页</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Menu of the selected item</source>
        <translation>所选项目的菜单</translation>
    </message>
    <message>
        <source>Close the popup, then clear the selection</source>
        <translation>关闭弹出窗口，再取消选择</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Search set-up</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Copy YAML</source>
        <translation>复制 YAML</translation>
    </message>
    <message>
        <source>Copy the hyperparameters as YAML</source>
        <translation>以 YAML 格式复制超参数</translation>
    </message>
    <message>
        <source>What the panel shows</source>
        <translation>面板显示的内容</translation>
    </message>
</context>
<context>
    <name>SliceCard</name>
    <message>
        <source>No hyperparameters</source>
        <translation>没有超参数</translation>
    </message>
    <message>
        <source>%1 without a value</source>
        <translation>%1 次没有值</translation>
    </message>
    <message>
        <source>No trial has a value here</source>
        <translation>没有试验在此有值</translation>
    </message>
    <message>
        <source>Slice</source>
        <translation>切片图</translation>
    </message>
    <message>
        <source>Metric over one hyperparameter</source>
        <translation>一个超参数上的指标</translation>
    </message>
    <message>
        <source>Hyperparameter</source>
        <translation>超参数</translation>
    </message>
</context>
<context>
    <name>SpaceView</name>
    <message>
        <source>Nothing to lay out</source>
        <translation>没有可布局的内容</translation>
    </message>
    <message>
        <source>Two hyperparameters or metrics are needed at least.</source>
        <translation>至少需要两个超参数或指标。</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>Click to compare it too</source>
        <translation>点击以加入比较</translation>
    </message>
    <message>
        <source>How to lay out</source>
        <translation>布局方式</translation>
    </message>
    <message>
        <source>Parallel coordinates</source>
        <translation>平行坐标</translation>
    </message>
    <message>
        <source>Scatter plot</source>
        <translation>散点图</translation>
    </message>
    <message>
        <source>Other runs in folder</source>
        <translation>文件夹中的其他运行</translation>
    </message>
    <message>
        <source>Axes</source>
        <translation>轴</translation>
    </message>
    <message>
        <source>X axis</source>
        <translation>X 轴</translation>
    </message>
    <message>
        <source>Y axis</source>
        <translation>Y 轴</translation>
    </message>
    <message>
        <source>Clear brushes</source>
        <translation>清除刷选</translation>
    </message>
    <message>
        <source>Left and Right choose an axis, with Ctrl they move it. Space brushes it, Up and Down move the brush, plus and minus resize it, Delete clears it.</source>
        <translation>按 Left 和 Right 选择轴，加 Ctrl 移动轴。按 Space 刷选，按 Up 和 Down 移动刷选范围，按加号和减号调整大小，按 Delete 清除。</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>{title}, and {count} more</source>
        <translation>{title}，另有 {count} 项</translation>
    </message>
    <message>
        <source>{size} free</source>
        <translation>剩余 {size}</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Free disk space</source>
        <translation>磁盘剩余空间</translation>
    </message>
    <message>
        <source>Work under way</source>
        <translation>正在进行的任务</translation>
    </message>
</context>
<context>
    <name>StepCount</name>
    <message>
        <source>Fewer steps: %1</source>
        <translation>减少步数：%1</translation>
    </message>
    <message>
        <source>More steps: %1</source>
        <translation>增加步数：%1</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln 步</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SummaryCard</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TableExport</name>
    <message>
        <source>Copy table as</source>
        <translation>复制表格为</translation>
    </message>
    <message>
        <source>Export table...</source>
        <translation>导出表格...</translation>
    </message>
    <message>
        <source>Export table</source>
        <translation>导出表格</translation>
    </message>
    <message numerus="yes">
        <source>%Ln line(s) copied</source>
        <translation>
            <numerusform>已复制 %Ln 行</numerusform>
        </translation>
    </message>
    <message>
        <source>Saved as {place}</source>
        <translation>已保存为 {place}</translation>
    </message>
</context>
<context>
    <name>Tabs</name>
    <message>
        <source>Close tab</source>
        <translation>关闭标签页</translation>
    </message>
    <message>
        <source>Open tabs</source>
        <translation>打开的标签页</translation>
    </message>
    <message>
        <source>New tab</source>
        <translation>新建标签页</translation>
    </message>
    <message>
        <source>List of tabs</source>
        <translation>标签页列表</translation>
    </message>
    <message>
        <source>Earlier tabs</source>
        <translation>前面的标签页</translation>
    </message>
    <message>
        <source>Further tabs</source>
        <translation>后面的标签页</translation>
    </message>
</context>
<context>
    <name>TakenDialog</name>
    <message>
        <source>The name is taken</source>
        <translation>名称已被占用</translation>
    </message>
    <message>
        <source>There is a “{name}” in {place} already.</source>
        <translation>{place} 中已有“{name}”。</translation>
    </message>
    <message>
        <source>What is replaced goes to the trash, and can be restored.</source>
        <translation>被替换的内容会移到回收站，可以恢复。</translation>
    </message>
    <message>
        <source>The same for {count} more</source>
        <translation>对其余 {count} 项同样处理</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两者都保留</translation>
    </message>
    <message>
        <source>Always, until I change it in the settings</source>
        <translation>始终如此，直到在设置中更改</translation>
    </message>
</context>
<context>
    <name>Ticks</name>
    <message>
        <source>%1s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1d %2h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>%1h %2m</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1m %2s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1d</source>
        <translation>%1 天</translation>
    </message>
    <message>
        <source>%1h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1m</source>
        <translation>%1 分</translation>
    </message>
</context>
<context>
    <name>Toast</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>搜索或执行命令</translation>
    </message>
</context>
<context>
    <name>TransferHistory</name>
    <message>
        <source>Uploaded to {place}</source>
        <translation>上传到 {place}</translation>
    </message>
    <message>
        <source>Downloaded from {place}</source>
        <translation>下载自 {place}</translation>
    </message>
    <message>
        <source>Transferred: {place}</source>
        <translation>传输：{place}</translation>
    </message>
</context>
<context>
    <name>Trash</name>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
</context>
<context>
    <name>TrashModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Where it was</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>删除时间</translation>
    </message>
</context>
<context>
    <name>TrashPane</name>
    <message>
        <source>Emptying the trash</source>
        <translation>正在清空回收站</translation>
    </message>
    <message>
        <source>Deleted for good</source>
        <translation>已永久删除</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete for good...</source>
        <translation>永久删除...</translation>
    </message>
    <message>
        <source>{count} selected</source>
        <translation>已选 {count} 项</translation>
    </message>
    <message>
        <source>{count} in the trash</source>
        <translation>回收站中有 {count} 项</translation>
    </message>
    <message>
        <source>Empty trash...</source>
        <translation>清空回收站...</translation>
    </message>
    <message>
        <source>The trash is empty</source>
        <translation>回收站是空的</translation>
    </message>
    <message>
        <source>What you delete is kept here until you delete it for good.</source>
        <translation>删除的内容保留在这里，直到永久删除。</translation>
    </message>
</context>
<context>
    <name>TrashRows</name>
    <message>
        <source>Trash of {store}</source>
        <translation>{store} 的回收站</translation>
    </message>
</context>
<context>
    <name>TreeModel</name>
    <message>
        <source>not mounted</source>
        <translation>未挂载</translation>
    </message>
    <message>
        <source>Show {count} more</source>
        <translation>再显示 {count} 个</translation>
    </message>
    <message>
        <source>Reading...</source>
        <translation>正在读取...</translation>
    </message>
    <message>
        <source>Empty</source>
        <translation>空</translation>
    </message>
    <message>
        <source>Couldn’t be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Servers</source>
        <translation>服务器</translation>
    </message>
</context>
<context>
    <name>TrialFiles</name>
    <message>
        <source>Files of the trial</source>
        <translation>试验的文件</translation>
    </message>
</context>
<context>
    <name>TrialPanel</name>
    <message>
        <source>Hyperparameters</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>Metric by step</source>
        <translation>各步指标</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Copy hyperparameters as JSON</source>
        <translation>以 JSON 格式复制超参数</translation>
    </message>
    <message>
        <source>Choose a trial in the table to see it here.</source>
        <translation>在表格中选择一次试验，即可在这里查看。</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Best of %1</source>
        <translation>%1 次中最佳</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Submitted</source>
        <translation>提交时间</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>结束时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Chosen by</source>
        <translation>参数来源</translation>
    </message>
</context>
<context>
    <name>TrialTable</name>
    <message>
        <source>Sort by</source>
        <translation>排序方式</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Copy rows</source>
        <translation>复制行</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
</context>
<context>
    <name>TrialsBody</name>
    <message>
        <source>Save trials</source>
        <translation>保存试验</translation>
    </message>
    <message>
        <source>Table as CSV (*.csv)</source>
        <translation>CSV 表格 (*.csv)</translation>
    </message>
    <message>
        <source>Write trials as CSV</source>
        <translation>将试验写为 CSV</translation>
    </message>
    <message>
        <source>The trials are saved.</source>
        <translation>试验已保存。</translation>
    </message>
    <message>
        <source>The trials are on the clipboard.</source>
        <translation>试验已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>TrialsModel</name>
    <message>
        <source>No.</source>
        <translation>编号</translation>
    </message>
    <message>
        <source>Trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
</context>
<context>
    <name>TrialsView</name>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2 次</translation>
    </message>
    <message>
        <source>No trial is brushed</source>
        <translation>没有刷选任何试验</translation>
    </message>
    <message>
        <source>The brushes in the charts take none of the %1 trials.</source>
        <translation>%1 次试验都不在图表的刷选范围内。</translation>
    </message>
    <message>
        <source>No trial matches</source>
        <translation>没有匹配的试验</translation>
    </message>
    <message>
        <source>None of the %1 trials matches “%2”.</source>
        <translation>%1 次试验都不符合“%2”。</translation>
    </message>
    <message>
        <source>The search ended without a trial.</source>
        <translation>搜索结束时没有任何试验。</translation>
    </message>
    <message>
        <source>A trial appears here as soon as the search starts it.</source>
        <translation>搜索开始一次试验后，会立即显示在这里。</translation>
    </message>
    <message>
        <source>No trials</source>
        <translation>没有试验</translation>
    </message>
    <message>
        <source>No trials yet</source>
        <translation>还没有试验</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>以 CSV 格式复制</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>另存为 CSV…</translation>
    </message>
    <message>
        <source>Show all trials</source>
        <translation>显示全部试验</translation>
    </message>
    <message>
        <source>Only brushed</source>
        <translation>仅已刷选</translation>
    </message>
    <message>
        <source>Show only the trials that are brushed in the charts</source>
        <translation>只显示图表中已刷选的试验</translation>
    </message>
    <message>
        <source>Table as CSV</source>
        <translation>CSV 表格</translation>
    </message>
    <message>
        <source>Trials</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Filter, such as metric &gt; 0.9</source>
        <translation>筛选，例如 metric &gt; 0.9</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Compare the selected trials</source>
        <translation>比较选中的试验</translation>
    </message>
    <message>
        <source>Compare the selected trials, also beside runs</source>
        <translation>比较选中的试验，也可与运行并列</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>试验</translation>
    </message>
    <message>
        <source>Compare %1</source>
        <translation>比较 %1 个</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <source>hyperparameter</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>No trial has “%1”.</source>
        <translation>没有试验含有“%1”。</translation>
    </message>
    <message>
        <source>Did you mean “%1”?</source>
        <translation>是指“%1”吗？</translation>
    </message>
</context>
<context>
    <name>TypeToggles</name>
    <message>
        <source>custom</source>
        <translation>自定义</translation>
    </message>
</context>
<context>
    <name>ValuesDialog</name>
    <message>
        <source>Values of %1</source>
        <translation>%1 的数值</translation>
    </message>
</context>
<context>
    <name>ValuesModel</name>
    <message>
        <source>at crosshair</source>
        <translation>十字线处</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>last</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>min</source>
        <translation>最小</translation>
    </message>
    <message>
        <source>max</source>
        <translation>最大</translation>
    </message>
    <message>
        <source>points</source>
        <translation>点数</translation>
    </message>
    <message>
        <source>NaN</source>
        <translation>NaN</translation>
    </message>
</context>
<context>
    <name>Viewers</name>
    <message>
        <source>Page</source>
        <translation>排版</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树形</translation>
    </message>
    <message>
        <source>View</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>{size} pixels</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <source>The first {count} rows are shown.</source>
        <translation>只显示前 {count} 行。</translation>
    </message>
    <message>
        <source>Only a part of this document is shown.</source>
        <translation>只显示文档的一部分。</translation>
    </message>
    <message>
        <source>The first {count} members are shown.</source>
        <translation>只显示前 {count} 个成员。</translation>
    </message>
    <message>
        <source>The first bytes of a file that isn&apos;t text.</source>
        <translation>非文本文件的开头字节。</translation>
    </message>
    <message>
        <source>Only the beginning of this file is shown.</source>
        <translation>只显示文件的开头。</translation>
    </message>
    <message>
        <source>This file is empty</source>
        <translation>这个文件是空的</translation>
    </message>
    <message>
        <source>No preview</source>
        <translation>无法预览</translation>
    </message>
    <message>
        <source>This file can&apos;t be shown here. Open it with the system&apos;s program.</source>
        <translation>这个文件无法在此显示。请用系统程序打开。</translation>
    </message>
    <message>
        <source>Contents of the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
</context>
<context>
    <name>WindowCommands</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copying the sample store</source>
        <translation>正在复制示例实验库</translation>
    </message>
    <message>
        <source>The path is on the clipboard</source>
        <translation>路径已复制到剪贴板</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开连接</translation>
    </message>
    <message>
        <source>Close store</source>
        <translation>关闭实验库</translation>
    </message>
</context>
<context>
    <name>ZoomBar</name>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole graph</source>
        <translation>显示整个图</translation>
    </message>
    <message>
        <source>Go to the node of this page</source>
        <translation>转到此页面的节点</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>重新读取</translation>
    </message>
</context>
<context>
    <name>_Chip</name>
    <message>
        <source>{name}, take out again</source>
        <translation>{name}，移除</translation>
    </message>
</context>
<context>
    <name>_CopyButton</name>
    <message>
        <source>Copy %1</source>
        <translation>复制%1</translation>
    </message>
</context>
<context>
    <name>_Counted</name>
    <message numerus="yes">
        <source>%Ln more run(s) write %1</source>
        <translation>
            <numerusform>还有 %Ln 个运行写入 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more run(s) use %1</source>
        <translation>
            <numerusform>还有 %Ln 个运行使用 %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more input(s) of %1</source>
        <translation>
            <numerusform>%1 还有 %Ln 个输入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln more output(s) of %1</source>
        <translation>
            <numerusform>%1 还有 %Ln 个输出</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln version(s)</source>
        <translation>
            <numerusform>%Ln 个版本</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln input(s)</source>
        <translation>
            <numerusform>%Ln 个输入</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln output(s)</source>
        <translation>
            <numerusform>%Ln 个输出</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln node(s)</source>
        <translation>
            <numerusform>%Ln 个节点</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln dataset(s)</source>
        <translation>
            <numerusform>%Ln 个数据集</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s)</source>
        <translation>
            <numerusform>%Ln 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln run(s)</source>
        <translation>
            <numerusform>%Ln 个运行</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln artifact(s)</source>
        <translation>
            <numerusform>%Ln 个制品</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Model</name>
    <message>
        <source>Metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>mean of A</source>
        <translation>A 的平均</translation>
    </message>
    <message>
        <source>mean of B</source>
        <translation>B 的平均</translation>
    </message>
    <message>
        <source>95 % of A - B</source>
        <translation>A - B 的 95 % 区间</translation>
    </message>
    <message>
        <source>Welch p</source>
        <translation>Welch p</translation>
    </message>
    <message>
        <source>p paired by {name}</source>
        <translation>按 {name} 配对的 p</translation>
    </message>
</context>
<context>
    <name>_Rows</name>
    <message>
        <source>hyperparameter</source>
        <translation>超参数</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>platform, code version</source>
        <translation>平台、代码版本</translation>
    </message>
    <message>
        <source>of a metric</source>
        <translation>指标的数值</translation>
    </message>
</context>
<context>
    <name>caution</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete for good?</source>
        <translation>永久删除？</translation>
    </message>
    <message>
        <source>This server has no trash: what is deleted can’t be restored.</source>
        <translation>此服务器没有回收站：删除后无法恢复。</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>永久删除</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>This is in {folder}</source>
        <translation>此项位于 {folder}</translation>
    </message>
    <message>
        <source>{folder} holds the Models and Datasets of the Asset Hub. Programs and other people use them by their paths, and fail when these change.</source>
        <translation>{folder} 存放 Asset Hub 的模型和数据集。程序和其他人通过路径使用它们，路径改变后会出错。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Are you sure?</source>
        <translation>确定吗？</translation>
    </message>
    <message>
        <source>Without its two folders model and dataset nobody can log in to the Asset Hub of {folder}. Only the Asset Hub itself should change what is in it.</source>
        <translation>缺少 model 和 dataset 这两个文件夹时，{folder} 的 Asset Hub 将无法登录。其中的内容只应由 Asset Hub 更改。</translation>
    </message>
    <message>
        <source>What is moved gets exactly the people of {place}.</source>
        <translation>移动后的分享对象与 {place} 完全一致。</translation>
    </message>
    <message>
        <source>Gain access: {names}</source>
        <translation>获得权限：{names}</translation>
    </message>
    <message>
        <source>Lose access: {names}</source>
        <translation>失去权限：{names}</translation>
    </message>
    <message>
        <source>Have other permissions: {names}</source>
        <translation>权限改变：{names}</translation>
    </message>
    <message>
        <source>Moving changes who has access</source>
        <translation>移动会改变谁有权限</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
</context>
<context>
    <name>compare</name>
    <message>
        <source>last</source>
        <translation>最终</translation>
    </message>
    <message>
        <source>best</source>
        <translation>最佳</translation>
    </message>
    <message>
        <source>last %1, min %2, max %3, %4 points</source>
        <translation>最后 %1，最小 %2，最大 %3，%4 个点</translation>
    </message>
    <message>
        <source>uncommitted changes</source>
        <translation>有未提交的更改</translation>
    </message>
    <message>
        <source>clean</source>
        <translation>无更改</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>描述</translation>
    </message>
    <message>
        <source>Repository</source>
        <translation>仓库</translation>
    </message>
    <message>
        <source>Remote</source>
        <translation>远程地址</translation>
    </message>
    <message>
        <source>Branch</source>
        <translation>分支</translation>
    </message>
    <message>
        <source>Commit</source>
        <translation>提交</translation>
    </message>
    <message>
        <source>Working tree</source>
        <translation>工作区</translation>
    </message>
    <message>
        <source>Entry point</source>
        <translation>入口脚本</translation>
    </message>
    <message>
        <source>Inputs</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Outputs</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>主机</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Python</source>
        <translation>Python</translation>
    </message>
    <message>
        <source>Frameworks</source>
        <translation>框架</translation>
    </message>
</context>
<context>
    <name>connection</name>
    <message>
        <source>Connected as {user} to {host}.</source>
        <translation>已以 {user} 的身份连接到 {host}。</translation>
    </message>
    <message>
        <source>This is a plain AIStore: sharing, moving, searching and a trash aren&apos;t possible there.</source>
        <translation>这是普通的 AIStore：不支持分享、移动、搜索和回收站。</translation>
    </message>
    <message>
        <source>Write the address as https://host.</source>
        <translation>请按 https://host 的形式填写地址。</translation>
    </message>
    <message>
        <source>This is no API key. Keys look like 123e4567-e89b-12d3-a456-426614174000.</source>
        <translation>这不是 API 密钥。密钥的形式如 123e4567-e89b-12d3-a456-426614174000。</translation>
    </message>
    <message>
        <source>{host} doesn&apos;t know this key. Perhaps it was revoked or has expired; make a new one there.</source>
        <translation>{host} 不认识此密钥。它可能已被撤销或已过期；请在服务器上新建密钥。</translation>
    </message>
    <message>
        <source>{host} knows this key, but doesn&apos;t let it in.</source>
        <translation>{host} 认识此密钥，但不允许访问。</translation>
    </message>
    <message>
        <source>{host} answers, but there is no AIStore at this address. Perhaps a part of the address is missing.</source>
        <translation>{host} 有响应，但此地址没有 AIStore。地址可能不完整。</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Signed out since {time}</source>
        <translation>自 {time} 起未登录</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>自 {time} 起离线</translation>
    </message>
    <message>
        <source>{host} can&apos;t prove who it is: its certificate isn&apos;t valid, or it doesn&apos;t speak https. The key wasn&apos;t sent.</source>
        <translation>{host} 无法证明其身份：证书无效，或不支持 https。密钥没有发送。</translation>
    </message>
    <message>
        <source>No computer is called {host}. Check the address, and that this computer is online.</source>
        <translation>找不到名为 {host} 的计算机。请检查地址，并确认本机已联网。</translation>
    </message>
    <message>
        <source>{host} doesn&apos;t answer in time. Try again, or from another network.</source>
        <translation>{host} 没有及时响应。请重试，或换一个网络。</translation>
    </message>
    <message>
        <source>Nothing answers at {host}, or it is out of order. Check the address and the port, and that the server runs.</source>
        <translation>{host} 没有响应，或工作不正常。请检查地址和端口，并确认服务器正在运行。</translation>
    </message>
    <message>
        <source>{host} refuses this request.</source>
        <translation>{host} 拒绝了此请求。</translation>
    </message>
</context>
<context>
    <name>dataflow</name>
    <message>
        <source>tag %1</source>
        <translation>标签 %1</translation>
    </message>
    <message>
        <source>commit %1</source>
        <translation>提交 %1</translation>
    </message>
    <message>
        <source>not written yet</source>
        <translation>尚未写入</translation>
    </message>
    <message>
        <source>not here</source>
        <translation>不在此处</translation>
    </message>
    <message>
        <source>This run</source>
        <translation>此运行</translation>
    </message>
    <message>
        <source>This artifact</source>
        <translation>此制品</translation>
    </message>
    <message>
        <source>This model</source>
        <translation>此模型</translation>
    </message>
    <message>
        <source>This dataset</source>
        <translation>此数据集</translation>
    </message>
    <message>
        <source>This item</source>
        <translation>此项目</translation>
    </message>
    <message>
        <source>How “%1” was made</source>
        <translation>“%1”是怎样产生的</translation>
    </message>
    <message>
        <source>No run that wrote it is known.</source>
        <translation>没有已知的运行写入过它。</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>第 %1 / %2 步：%3</translation>
    </message>
    <message>
        <source>Reads</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Writes</source>
        <translation>写入</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Entry point</source>
        <translation>入口脚本</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数量</translation>
    </message>
    <message>
        <source>with changes that were not committed</source>
        <translation>有未提交的更改</translation>
    </message>
    <message>
        <source>not recorded</source>
        <translation>没有记录</translation>
    </message>
    <message>
        <source>not in this store</source>
        <translation>不在这个实验库中</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Upstream</source>
        <translation>上游</translation>
    </message>
    <message>
        <source>Downstream</source>
        <translation>下游</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>创建时间</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Not written yet</source>
        <translation>尚未写入</translation>
    </message>
    <message>
        <source>Not in this store</source>
        <translation>不在这个实验库中</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>Lay in</source>
        <translation>原位置</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>产生自</translation>
    </message>
</context>
<context>
    <name>gestures</name>
    <message>
        <source>{count} runs</source>
        <translation>{count} 个运行</translation>
    </message>
    <message>
        <source>{count} folders</source>
        <translation>{count} 个文件夹</translation>
    </message>
    <message>
        <source>{count} artifacts</source>
        <translation>{count} 个制品</translation>
    </message>
    <message>
        <source>{count} shortcuts</source>
        <translation>{count} 个快捷方式</translation>
    </message>
    <message>
        <source>{count} files</source>
        <translation>{count} 个文件</translation>
    </message>
    <message>
        <source>“{name}”</source>
        <translation>“{name}”</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>{count} 个项目</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo {gesture}</source>
        <translation>撤销{gesture}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Redo {gesture}</source>
        <translation>重做{gesture}</translation>
    </message>
    <message>
        <source>Moved {things} to {place}</source>
        <translation>已将 {things} 移动到 {place}</translation>
    </message>
    <message>
        <source>Copied {things} to {place}</source>
        <translation>已将 {things} 复制到 {place}</translation>
    </message>
    <message>
        <source>Added {things} to {place}</source>
        <translation>已将 {things} 添加到 {place}</translation>
    </message>
    <message>
        <source>Undone: {gesture}</source>
        <translation>已撤销：{gesture}</translation>
    </message>
    <message>
        <source>Done again: {gesture}</source>
        <translation>已重做：{gesture}</translation>
    </message>
    <message>
        <source>Not done: {gesture}</source>
        <translation>未完成：{gesture}</translation>
    </message>
    <message>
        <source>{failed} of {count} not done: {gesture}</source>
        <translation>{count} 项中有 {failed} 项未完成：{gesture}</translation>
    </message>
    <message>
        <source>creation of {things}</source>
        <translation>创建 {things}</translation>
    </message>
    <message>
        <source>move of {things}</source>
        <translation>移动 {things}</translation>
    </message>
    <message>
        <source>renaming of {things}</source>
        <translation>重命名 {things}</translation>
    </message>
    <message>
        <source>copy of {things}</source>
        <translation>复制 {things}</translation>
    </message>
    <message>
        <source>shortcut to {things}</source>
        <translation>创建 {things} 的快捷方式</translation>
    </message>
    <message>
        <source>labels of {things}</source>
        <translation>更改 {things} 的标签</translation>
    </message>
    <message>
        <source>description of {things}</source>
        <translation>更改 {things} 的描述</translation>
    </message>
    <message>
        <source>favourite mark of {things}</source>
        <translation>更改 {things} 的收藏</translation>
    </message>
    <message>
        <source>color of {things}</source>
        <translation>更改 {things} 的颜色</translation>
    </message>
    <message>
        <source>lock of {things}</source>
        <translation>更改 {things} 的锁定</translation>
    </message>
    <message>
        <source>deletion of {things}</source>
        <translation>删除 {things}</translation>
    </message>
    <message>
        <source>restoring of {things}</source>
        <translation>恢复 {things}</translation>
    </message>
    <message>
        <source>adding of {things}</source>
        <translation>添加 {things}</translation>
    </message>
    <message>
        <source>import of {things}</source>
        <translation>导入 {things}</translation>
    </message>
    <message>
        <source>export of {things}</source>
        <translation>导出 {things}</translation>
    </message>
    <message>
        <source>Created {things}</source>
        <translation>已创建 {things}</translation>
    </message>
    <message>
        <source>Moved {things}</source>
        <translation>已移动 {things}</translation>
    </message>
    <message>
        <source>Renamed {things}</source>
        <translation>已重命名 {things}</translation>
    </message>
    <message>
        <source>Copied {things}</source>
        <translation>已复制 {things}</translation>
    </message>
    <message>
        <source>Created a shortcut to {things}</source>
        <translation>已创建 {things} 的快捷方式</translation>
    </message>
    <message>
        <source>Changed the labels of {things}</source>
        <translation>已更改 {things} 的标签</translation>
    </message>
    <message>
        <source>Changed the description of {things}</source>
        <translation>已更改 {things} 的描述</translation>
    </message>
    <message>
        <source>Changed the favourite mark of {things}</source>
        <translation>已更改 {things} 的收藏</translation>
    </message>
    <message>
        <source>Changed the color of {things}</source>
        <translation>已更改 {things} 的颜色</translation>
    </message>
    <message>
        <source>Changed the lock of {things}</source>
        <translation>已更改 {things} 的锁定</translation>
    </message>
    <message>
        <source>Moved {things} to the trash</source>
        <translation>已将 {things} 移到回收站</translation>
    </message>
    <message>
        <source>Restored {things}</source>
        <translation>已恢复 {things}</translation>
    </message>
    <message>
        <source>Added {things}</source>
        <translation>已添加 {things}</translation>
    </message>
    <message>
        <source>Creating {things}</source>
        <translation>正在创建 {things}</translation>
    </message>
    <message>
        <source>Moving {things}</source>
        <translation>正在移动 {things}</translation>
    </message>
    <message>
        <source>Renaming {things}</source>
        <translation>正在重命名 {things}</translation>
    </message>
    <message>
        <source>Copying {things}</source>
        <translation>正在复制 {things}</translation>
    </message>
    <message>
        <source>Creating a shortcut to {things}</source>
        <translation>正在创建 {things} 的快捷方式</translation>
    </message>
    <message>
        <source>Moving {things} to the trash</source>
        <translation>正在将 {things} 移到回收站</translation>
    </message>
    <message>
        <source>Restoring {things}</source>
        <translation>正在恢复 {things}</translation>
    </message>
    <message>
        <source>Adding {things}</source>
        <translation>正在添加 {things}</translation>
    </message>
    <message>
        <source>Changing {things}</source>
        <translation>正在更改 {things}</translation>
    </message>
    <message>
        <source>edge to {things}</source>
        <translation>与{things}的数据流连接</translation>
    </message>
    <message>
        <source>removal of the edge to {things}</source>
        <translation>移除与{things}的数据流连接</translation>
    </message>
    <message>
        <source>Added {things} to the data flow</source>
        <translation>已将{things}加入数据流</translation>
    </message>
    <message>
        <source>Took {things} out of the data flow</source>
        <translation>已将{things}移出数据流</translation>
    </message>
</context>
<context>
    <name>possible</name>
    <message>
        <source>The server can’t be reached</source>
        <translation>无法连接服务器</translation>
    </message>
    <message>
        <source>This store isn’t there</source>
        <translation>此实验库不可用</translation>
    </message>
    <message>
        <source>This store can’t be changed</source>
        <translation>无法更改此实验库</translation>
    </message>
    <message>
        <source>This server can’t move items; copy them instead</source>
        <translation>此服务器不能移动项目，请改用复制</translation>
    </message>
    <message>
        <source>This server has no shortcuts</source>
        <translation>此服务器没有快捷方式</translation>
    </message>
    <message>
        <source>This server can’t share items</source>
        <translation>此服务器不能分享项目</translation>
    </message>
    <message>
        <source>This server has no trash</source>
        <translation>此服务器没有回收站</translation>
    </message>
</context>
<context>
    <name>servers</name>
    <message>
        <source>My files</source>
        <translation>我的文件</translation>
    </message>
    <message>
        <source>Shared with me</source>
        <translation>分享给我的</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>公开</translation>
    </message>
</context>
<context>
    <name>sharing</name>
    <message>
        <source>No access</source>
        <translation>无权限</translation>
    </message>
    <message>
        <source>Can view</source>
        <translation>可查看</translation>
    </message>
    <message>
        <source>Can edit</source>
        <translation>可编辑</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>Public</source>
        <translation>公开</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Group of people</source>
        <translation>用户组</translation>
    </message>
    <message>
        <source>Everyone on {host}</source>
        <translation>{host} 上的所有人</translation>
    </message>
    <message>
        <source>Set here</source>
        <translation>在此设置</translation>
    </message>
    <message>
        <source>Changed, not saved</source>
        <translation>已更改，未保存</translation>
    </message>
    <message>
        <source>Not shared</source>
        <translation>未分享</translation>
    </message>
    <message>
        <source>Set at {place}</source>
        <translation>在 {place} 设置</translation>
    </message>
    <message>
        <source>Set at {place} by {who}, {when}</source>
        <translation>由 {who} 在 {place} 设置，{when}</translation>
    </message>
    <message>
        <source>Can</source>
        <translation>权限</translation>
    </message>
    <message>
        <source>It is in their own tree.</source>
        <translation>位于其自己的目录树中。</translation>
    </message>
    <message>
        <source>Nothing is shared with them. Owner: {owner}.</source>
        <translation>没有分享给此用户。所有者：{owner}。</translation>
    </message>
    <message>
        <source>Because</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>In these groups they may do more: {groups}.</source>
        <translation>如果属于以下用户组，则权限更多：{groups}。</translation>
    </message>
    <message>
        <source>Perhaps</source>
        <translation>可能</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>无</translation>
    </message>
    <message>
        <source>View, not edit</source>
        <translation>可查看，不可编辑</translation>
    </message>
    <message>
        <source>View and edit</source>
        <translation>可查看和编辑</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>{who}: {what}. This isn&apos;t saved yet.</source>
        <translation>{who}：{what}。尚未保存。</translation>
    </message>
    <message>
        <source>{who}: {what}. {given}.</source>
        <translation>{who}：{what}。{given}。</translation>
    </message>
</context>
<context>
    <name>trials</name>
    <message>
        <source>Succeeded</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Early stopped</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>Canceled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>succeeded</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>early stopped</source>
        <translation>提前停止</translation>
    </message>
    <message>
        <source>canceled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>Final metric</source>
        <translation>最终指标</translation>
    </message>
    <message>
        <source>Last reported</source>
        <translation>最近上报值</translation>
    </message>
    <message>
        <source>Smallest reported</source>
        <translation>最小上报值</translation>
    </message>
    <message>
        <source>Largest reported</source>
        <translation>最大上报值</translation>
    </message>
    <message>
        <source>Best reported</source>
        <translation>最佳上报值</translation>
    </message>
    <message>
        <source>%1s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>the tuner</source>
        <translation>调优器</translation>
    </message>
    <message>
        <source>the user</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>an earlier search</source>
        <translation>之前的搜索</translation>
    </message>
    <message>
        <source>mean %1, deviation %2</source>
        <translation>均值 %1，标准差 %2</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 到 %2</translation>
    </message>
    <message>
        <source>, step %1</source>
        <translation>，步长 %1</translation>
    </message>
    <message>
        <source>, log</source>
        <translation>，对数</translation>
    </message>
    <message>
        <source>In order</source>
        <translation>按顺序</translation>
    </message>
    <message>
        <source>Ascending</source>
        <translation>升序</translation>
    </message>
    <message>
        <source>Descending</source>
        <translation>降序</translation>
    </message>
    <message>
        <source>maximize</source>
        <translation>最大化</translation>
    </message>
    <message>
        <source>minimize</source>
        <translation>最小化</translation>
    </message>
    <message>
        <source>%1 outside</source>
        <translation>%1 个在范围外</translation>
    </message>
    <message>
        <source>log</source>
        <translation>对数</translation>
    </message>
    <message>
        <source>integer</source>
        <translation>整数</translation>
    </message>
    <message>
        <source>Trial %1, number %2</source>
        <translation>试验 %1，编号 %2</translation>
    </message>
</context>
<context>
    <name>what changed</name>
    <message>
        <source>%1 is new: %2</source>
        <translation>新增 %1：%2</translation>
    </message>
    <message>
        <source>%1 is gone; it was %2</source>
        <translation>%1 已不存在，原为 %2</translation>
    </message>
    <message>
        <source>%1 went from %2 to %3</source>
        <translation>%1 由 %2 变为 %3</translation>
    </message>
    <message>
        <source>The system</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>The machine</source>
        <translation>机器</translation>
    </message>
    <message>
        <source>The entry point</source>
        <translation>入口</translation>
    </message>
    <message>
        <source>Package %1</source>
        <translation>软件包 %1</translation>
    </message>
    <message>
        <source>Input %1 was added: %2</source>
        <translation>新增输入 %1：%2</translation>
    </message>
    <message>
        <source>Input %1 is no longer used; it was %2</source>
        <translation>不再使用输入 %1，原为 %2</translation>
    </message>
    <message>
        <source>Input %1: version %2 became %3</source>
        <translation>输入 %1：版本 %2 变为 %3</translation>
    </message>
    <message>
        <source>The code is from another repository: %1, before %2</source>
        <translation>代码来自另一个仓库：%1，之前为 %2</translation>
    </message>
    <message>
        <source>The code has uncommitted changes now</source>
        <translation>代码现在有未提交的更改</translation>
    </message>
    <message>
        <source>The code has no uncommitted changes any more</source>
        <translation>代码不再有未提交的更改</translation>
    </message>
    <message>
        <source>The code went from %1 to %2</source>
        <translation>代码由 %1 变为 %2</translation>
    </message>
    <message>
        <source>uncommitted changes</source>
        <translation>有未提交的更改</translation>
    </message>
    <message>
        <source>no commit</source>
        <translation>无提交</translation>
    </message>
</context>
<context>
    <name>wording</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Shortcut</source>
        <translation>快捷方式</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Artifact</source>
        <translation>制品</translation>
    </message>
    <message>
        <source>AutoTune</source>
        <translation>AutoTune</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>数据集</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Queued</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Stalled</source>
        <translation>无响应</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>Timed out</source>
        <translation>已超时</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>出错</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>The file is missing.</source>
        <translation>文件缺失。</translation>
    </message>
    <message>
        <source>The file is empty.</source>
        <translation>文件是空的。</translation>
    </message>
    <message>
        <source>The end is cut off; everything before it is shown.</source>
        <translation>末尾不完整，已显示之前的全部内容。</translation>
    </message>
    <message>
        <source>The text can&apos;t be understood from here on.</source>
        <translation>从这里开始无法解析。</translation>
    </message>
    <message>
        <source>A value isn&apos;t what belongs here, so it is left out.</source>
        <translation>有一个值不符合要求，已略去。</translation>
    </message>
    <message>
        <source>There is more than can be shown.</source>
        <translation>内容过多，无法全部显示。</translation>
    </message>
    <message>
        <source>The file can&apos;t be opened.</source>
        <translation>无法打开文件。</translation>
    </message>
    <message>
        <source>Some bytes aren&apos;t text.</source>
        <translation>部分字节不是文本。</translation>
    </message>
    <message>
        <source>Two places say different things.</source>
        <translation>两处内容不一致。</translation>
    </message>
    <message>
        <source>Another file took the place of the recorded one.</source>
        <translation>记录的文件已被另一个文件取代。</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>It isn&apos;t there any more</source>
        <translation>内容已不存在</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be found.</source>
        <translation>找不到“%1”。</translation>
    </message>
    <message>
        <source>What you asked for can&apos;t be found.</source>
        <translation>找不到所需的内容。</translation>
    </message>
    <message>
        <source>Perhaps it was moved or deleted. Refresh and look again.</source>
        <translation>可能已被移动或删除。请刷新后再看。</translation>
    </message>
    <message>
        <source>The name is taken</source>
        <translation>名称已被占用</translation>
    </message>
    <message>
        <source>There is a “%1” already.</source>
        <translation>“%1”已存在。</translation>
    </message>
    <message>
        <source>There is something of this name already.</source>
        <translation>已有同名的内容。</translation>
    </message>
    <message>
        <source>Choose another name, or move the other one away.</source>
        <translation>请换一个名称，或先移走已有的内容。</translation>
    </message>
    <message>
        <source>The name can&apos;t be used</source>
        <translation>名称不可用</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be a name here.</source>
        <translation>“%1”不能用作名称。</translation>
    </message>
    <message>
        <source>This can&apos;t be a name here.</source>
        <translation>这不能用作名称。</translation>
    </message>
    <message>
        <source>Choose a name without slashes, and without a dot in front.</source>
        <translation>名称不能包含斜杠，也不能以点开头。</translation>
    </message>
    <message>
        <source>The value can&apos;t be used</source>
        <translation>值不可用</translation>
    </message>
    <message>
        <source>“%1” can&apos;t stand here.</source>
        <translation>“%1”不能用在这里。</translation>
    </message>
    <message>
        <source>This value can&apos;t stand here.</source>
        <translation>这个值不能用在这里。</translation>
    </message>
    <message>
        <source>Choose another value; the details say what is expected.</source>
        <translation>请换一个值，详细信息中有要求。</translation>
    </message>
    <message>
        <source>It can&apos;t be moved there</source>
        <translation>无法移动到那里</translation>
    </message>
    <message>
        <source>“%1” can&apos;t go there.</source>
        <translation>“%1”不能移到那里。</translation>
    </message>
    <message>
        <source>This item can&apos;t go there.</source>
        <translation>这个项目不能移到那里。</translation>
    </message>
    <message>
        <source>Choose a folder that isn&apos;t the item and isn&apos;t inside it.</source>
        <translation>请选择其他文件夹，不能是它自身或它里面的文件夹。</translation>
    </message>
    <message>
        <source>It is locked</source>
        <translation>项目已锁定</translation>
    </message>
    <message>
        <source>“%1” is locked.</source>
        <translation>“%1”已锁定。</translation>
    </message>
    <message>
        <source>This item is locked.</source>
        <translation>这个项目已锁定。</translation>
    </message>
    <message>
        <source>Unlock it, then try again.</source>
        <translation>请解锁后重试。</translation>
    </message>
    <message>
        <source>This isn&apos;t possible here</source>
        <translation>此处不支持</translation>
    </message>
    <message>
        <source>“%1” doesn&apos;t allow this.</source>
        <translation>“%1”不支持这个操作。</translation>
    </message>
    <message>
        <source>This store doesn&apos;t allow it.</source>
        <translation>这个实验库不支持这个操作。</translation>
    </message>
    <message>
        <source>Move the item to another store, and do it there.</source>
        <translation>请将项目移到其他实验库后再操作。</translation>
    </message>
    <message>
        <source>No permission</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>You don&apos;t have permission for “%1”.</source>
        <translation>没有访问“%1”的权限。</translation>
    </message>
    <message>
        <source>You don&apos;t have permission for this.</source>
        <translation>没有执行这个操作的权限。</translation>
    </message>
    <message>
        <source>Ask its owner, or change its permissions and try again.</source>
        <translation>请联系所有者，或更改权限后重试。</translation>
    </message>
    <message>
        <source>It can&apos;t be reached</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>“%1” doesn&apos;t answer.</source>
        <translation>“%1”没有响应。</translation>
    </message>
    <message>
        <source>The drive or server doesn&apos;t answer.</source>
        <translation>磁盘或服务器没有响应。</translation>
    </message>
    <message>
        <source>Check that it is connected, then try again.</source>
        <translation>请检查连接，然后重试。</translation>
    </message>
    <message>
        <source>No space left</source>
        <translation>空间不足</translation>
    </message>
    <message>
        <source>There is no space left for “%1”.</source>
        <translation>没有足够的空间保存“%1”。</translation>
    </message>
    <message>
        <source>There is no space left.</source>
        <translation>磁盘空间不足。</translation>
    </message>
    <message>
        <source>Free some space on the disk, then try again.</source>
        <translation>请清理磁盘空间，然后重试。</translation>
    </message>
    <message>
        <source>Somebody else changed it</source>
        <translation>内容已被他人更改</translation>
    </message>
    <message>
        <source>“%1” was changed after you opened it.</source>
        <translation>“%1”在打开之后有更改。</translation>
    </message>
    <message>
        <source>It was changed after you opened it.</source>
        <translation>内容在打开之后有更改。</translation>
    </message>
    <message>
        <source>Refresh, look at what is new, and make your change again.</source>
        <translation>请刷新，查看新内容后再次修改。</translation>
    </message>
    <message>
        <source>It is too large</source>
        <translation>内容过大</translation>
    </message>
    <message>
        <source>“%1” is larger than can be shown.</source>
        <translation>“%1”过大，无法显示。</translation>
    </message>
    <message>
        <source>It is larger than can be shown.</source>
        <translation>内容过大，无法显示。</translation>
    </message>
    <message>
        <source>Open the file in another program to see all of it.</source>
        <translation>请用其他程序打开文件以查看全部内容。</translation>
    </message>
    <message>
        <source>A file is damaged</source>
        <translation>文件已损坏</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be understood.</source>
        <translation>无法解析“%1”。</translation>
    </message>
    <message>
        <source>A file can&apos;t be understood.</source>
        <translation>无法解析文件。</translation>
    </message>
    <message>
        <source>Mend the file, or record it again.</source>
        <translation>请修复文件，或重新记录。</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>The work on “%1” was cancelled.</source>
        <translation>对“%1”的操作已取消。</translation>
    </message>
    <message>
        <source>The work was cancelled.</source>
        <translation>操作已取消。</translation>
    </message>
    <message>
        <source>Start it again whenever you like.</source>
        <translation>可以随时重新开始。</translation>
    </message>
    <message>
        <source>Something went wrong in the program</source>
        <translation>程序出错</translation>
    </message>
    <message>
        <source>It happened with “%1”.</source>
        <translation>处理“%1”时出错。</translation>
    </message>
    <message>
        <source>This is a mistake in the program, not yours.</source>
        <translation>这是程序的错误，与操作无关。</translation>
    </message>
    <message>
        <source>Copy the details and report them. Your files are safe.</source>
        <translation>请复制详细信息并反馈。文件没有受影响。</translation>
    </message>
    <message>
        <source>No computer has this name</source>
        <translation>找不到这个名称的计算机</translation>
    </message>
    <message>
        <source>“%1” can&apos;t be found in the network.</source>
        <translation>在网络中找不到“%1”。</translation>
    </message>
    <message>
        <source>The server can&apos;t be found in the network.</source>
        <translation>在网络中找不到服务器。</translation>
    </message>
    <message>
        <source>Check the address and that you are online.</source>
        <translation>请检查地址，并确认网络已连接。</translation>
    </message>
    <message>
        <source>It takes too long</source>
        <translation>等待时间过长</translation>
    </message>
    <message>
        <source>“%1” doesn&apos;t answer in time.</source>
        <translation>“%1”没有及时响应。</translation>
    </message>
    <message>
        <source>The server doesn&apos;t answer in time.</source>
        <translation>服务器没有及时响应。</translation>
    </message>
    <message>
        <source>Try again later, or from another network.</source>
        <translation>请稍后重试，或换一个网络。</translation>
    </message>
    <message>
        <source>The server can&apos;t prove who it is</source>
        <translation>服务器无法证明其身份</translation>
    </message>
    <message>
        <source>The certificate of “%1” isn&apos;t valid.</source>
        <translation>“%1”的证书无效。</translation>
    </message>
    <message>
        <source>The server&apos;s certificate isn&apos;t valid.</source>
        <translation>服务器的证书无效。</translation>
    </message>
    <message>
        <source>Ask its administrator; nothing was sent that is secret.</source>
        <translation>请联系其管理员；没有发送任何机密内容。</translation>
    </message>
    <message>
        <source>%1d %2h</source>
        <translation>%1 天 %2 小时</translation>
    </message>
    <message>
        <source>%1h %2m</source>
        <translation>%1 小时 %2 分</translation>
    </message>
    <message>
        <source>%1m %2s</source>
        <translation>%1 分 %2 秒</translation>
    </message>
    <message>
        <source>%1s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>%1 分钟前</translation>
    </message>
    <message>
        <source>%1 h ago</source>
        <translation>%1 小时前</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>pattern of a day of this year</comment>
        <translation>MM-dd</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <comment>pattern of a day</comment>
        <translation>yyyy-MM-dd</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm</source>
        <comment>pattern of a day and a time</comment>
        <translation>yyyy-MM-dd HH:mm</translation>
    </message>
    <message>
        <source>d MMM yyyy, HH:mm:ss</source>
        <comment>pattern of a day and a time</comment>
        <translation>yyyy-MM-dd HH:mm:ss</translation>
    </message>
    <message>
        <source>Something isn&apos;t installed</source>
        <translation>缺少软件包</translation>
    </message>
    <message>
        <source>“%1” isn&apos;t installed.</source>
        <translation>未安装“%1”。</translation>
    </message>
    <message>
        <source>A package isn&apos;t installed.</source>
        <translation>未安装所需的软件包。</translation>
    </message>
    <message>
        <source>Install it with pip, then try again.</source>
        <translation>请用 pip 安装后重试。</translation>
    </message>
    <message>
        <source>Not logged in</source>
        <translation>未登录</translation>
    </message>
    <message>
        <source>“%1” doesn&apos;t know who you are.</source>
        <translation>“%1”无法确认你的身份。</translation>
    </message>
    <message>
        <source>The server doesn&apos;t know who you are.</source>
        <translation>服务器无法确认你的身份。</translation>
    </message>
    <message>
        <source>Log in with a key that is valid, then try again.</source>
        <translation>请使用有效的密钥登录后重试。</translation>
    </message>
    <message>
        <source>Not finished</source>
        <translation>未完成</translation>
    </message>
    <message>
        <source>The program ended before “%1” was copied.</source>
        <translation>“%1”复制完之前，程序已退出。</translation>
    </message>
    <message>
        <source>The program ended before all was copied.</source>
        <translation>全部复制完之前，程序已退出。</translation>
    </message>
    <message>
        <source>Try again: what is there already isn&apos;t copied again.</source>
        <translation>请重试：已复制的部分不会再次复制。</translation>
    </message>
</context>
</TS>
