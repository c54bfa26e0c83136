<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;About</source>
        <translation>关于(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Clear</source>
        <translation>清空(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Copy face</source>
        <translation>复制人脸(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Eraser</source>
        <translation>橡皮(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>入门提示(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Fit</source>
        <translation>适合窗口(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>参考脸型(&amp;G)</translation>
    </message>
    <message>
        <source>&amp;Keyboard shortcuts</source>
        <translation>键盘快捷键(&amp;K)</translation>
    </message>
    <message>
        <source>&amp;Live</source>
        <translation>实时(&amp;L)</translation>
    </message>
    <message>
        <source>&amp;Mirror</source>
        <translation>对称(&amp;M)</translation>
    </message>
    <message>
        <source>&amp;New</source>
        <translation>新建(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>打开(&amp;O)…</translation>
    </message>
    <message>
        <source>&amp;Pen</source>
        <translation>画笔(&amp;P)</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>退出(&amp;Q)</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>重做(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Render now</source>
        <translation>立即渲染(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>保存(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Shadow guidance</source>
        <translation>阴影引导(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Surprise me</source>
        <translation>随机外观(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Thinner</source>
        <translation>变细(&amp;T)</translation>
    </message>
    <message>
        <source>&amp;Time-lapse…</source>
        <translation>延时影片(&amp;T)…</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>撤销(&amp;U)</translation>
    </message>
    <message>
        <source>&amp;Windows</source>
        <translation>五官窗口(&amp;W)</translation>
    </message>
    <message>
        <source>A film of the drawing as it came to be</source>
        <translation>重现绘画过程的影片</translation>
    </message>
    <message>
        <source>A picture under the ink to draw by</source>
        <translation>在线条下衬一张图片供临摹</translation>
    </message>
    <message>
        <source>A random appearance</source>
        <translation>随机选一种外观</translation>
    </message>
    <message>
        <source>A thicker pen</source>
        <translation>笔变粗</translation>
    </message>
    <message>
        <source>A thinner pen</source>
        <translation>笔变细</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <source>All sliders to 50 %</source>
        <translation>所有滑块回到 50 %</translation>
    </message>
    <message>
        <source>Canvas and face side by side</source>
        <translation>画布与人脸并排</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Copy the face</source>
        <translation>复制人脸</translation>
    </message>
    <message>
        <source>Draw</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Draw both halves of the face at once</source>
        <translation>同时画脸的左右两半</translation>
    </message>
    <message>
        <source>Draw over the face</source>
        <translation>直接画在人脸上</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Every key</source>
        <translation>所有按键</translation>
    </message>
    <message>
        <source>F&amp;ull screen</source>
        <translation>全屏(&amp;U)</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Face &amp;alone</source>
        <translation>只看人脸(&amp;A)</translation>
    </message>
    <message>
        <source>Face &amp;under the sketch</source>
        <translation>人脸衬在草图下(&amp;U)</translation>
    </message>
    <message>
        <source>Faces of the bank that are like yours, part by part</source>
        <translation>按部位查看样本库中与您所画相似的脸</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill the screen</source>
        <translation>占满屏幕</translation>
    </message>
    <message>
        <source>From one drawing to another</source>
        <translation>从一幅画渐变到另一幅</translation>
    </message>
    <message>
        <source>Go to this slider; the arrow keys move it</source>
        <translation>转到这个滑块，用方向键移动</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>M&amp;orph</source>
        <translation>渐变(&amp;O)</translation>
    </message>
    <message>
        <source>No reference</source>
        <translation>移除参考图</translation>
    </message>
    <message>
        <source>Nothing to draw by</source>
        <translation>不再临摹图片</translation>
    </message>
    <message>
        <source>Open a sketch or a picture</source>
        <translation>打开草图或图片</translation>
    </message>
    <message>
        <source>Re&amp;ference picture…</source>
        <translation>参考图(&amp;F)…</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Refine left eye</source>
        <translation>修整左眼</translation>
    </message>
    <message>
        <source>Refine mouth</source>
        <translation>修整嘴</translation>
    </message>
    <message>
        <source>Refine nose</source>
        <translation>修整鼻子</translation>
    </message>
    <message>
        <source>Refine remainder</source>
        <translation>修整其余部分</translation>
    </message>
    <message>
        <source>Refine right eye</source>
        <translation>修整右眼</translation>
    </message>
    <message>
        <source>Remove everything drawn (can be undone)</source>
        <translation>清除画的全部内容（可以撤销）</translation>
    </message>
    <message>
        <source>Render the face now</source>
        <translation>现在渲染人脸</translation>
    </message>
    <message>
        <source>Render while you draw</source>
        <translation>边画边渲染</translation>
    </message>
    <message>
        <source>Reset re&amp;finement</source>
        <translation>重置修整程度(&amp;F)</translation>
    </message>
    <message>
        <source>Sa&amp;mples</source>
        <translation>样本(&amp;M)</translation>
    </message>
    <message>
        <source>Save &amp;as…</source>
        <translation>另存为(&amp;A)…</translation>
    </message>
    <message>
        <source>Save a picture</source>
        <translation>保存为图片</translation>
    </message>
    <message>
        <source>Save it under a new name</source>
        <translation>用新的名字保存</translation>
    </message>
    <message>
        <source>Save the sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Show a face of usual proportions to draw by</source>
        <translation>显示标准比例的脸作为参考</translation>
    </message>
    <message>
        <source>Show faces like yours, softly under the ink</source>
        <translation>在线条下淡淡地显示相似的人脸</translation>
    </message>
    <message>
        <source>Show the windows of eyes, nose and mouth</source>
        <translation>显示眼、鼻、嘴的窗口</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>并排(&amp;B)</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Start an empty drawing</source>
        <translation>新建空白画稿</translation>
    </message>
    <message>
        <source>Start from a &amp;photo…</source>
        <translation>从照片开始(&amp;P)…</translation>
    </message>
    <message>
        <source>Th&amp;icker</source>
        <translation>变粗(&amp;I)</translation>
    </message>
    <message>
        <source>The face alone</source>
        <translation>只显示人脸</translation>
    </message>
    <message>
        <source>The whole page, upright</source>
        <translation>显示整页并摆正</translation>
    </message>
    <message>
        <source>Three lines, and samples to open</source>
        <translation>三句提示，以及可打开的示例草图</translation>
    </message>
    <message>
        <source>Turn &amp;left</source>
        <translation>向左转(&amp;L)</translation>
    </message>
    <message>
        <source>Turn &amp;right</source>
        <translation>向右转(&amp;R)</translation>
    </message>
    <message>
        <source>Turn a portrait photo into strokes that can be edited</source>
        <translation>把人像照片变成可编辑的线条</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Zoom &amp;in</source>
        <translation>放大(&amp;I)</translation>
    </message>
    <message>
        <source>Zoom &amp;out</source>
        <translation>缩小(&amp;O)</translation>
    </message>
</context>
<context>
    <name>App</name>
    <message>
        <source>Something went wrong ({error}); save your drawing and try again.</source>
        <translation>出错了（{error}）；请先保存画稿，然后再试。</translation>
    </message>
</context>
<context>
    <name>AppearancePalette</name>
    <message>
        <source>A random appearance (R)</source>
        <translation>随机选一种外观（R）</translation>
    </message>
    <message>
        <source>Surprise me</source>
        <translation>随机外观</translation>
    </message>
    <message>
        <source>Surprise no. {number}</source>
        <translation>随机外观 {number}</translation>
    </message>
</context>
<context>
    <name>AppearanceSliders</name>
    <message>
        <source>Appearance: {name}</source>
        <translation>外观：{name}</translation>
    </message>
    <message>
        <source>Left: {low}. Right: {high}. Double click: as the appearance has it.</source>
        <translation>左：{low}。右：{high}。双击：恢复为所选外观原来的值。</translation>
    </message>
</context>
<context>
    <name>Appearances</name>
    <message>
        <source>auburn</source>
        <translation>红褐发</translation>
    </message>
    <message>
        <source>black</source>
        <translation>黑发</translation>
    </message>
    <message>
        <source>blond</source>
        <translation>金发</translation>
    </message>
    <message>
        <source>bronze</source>
        <translation>古铜</translation>
    </message>
    <message>
        <source>brown</source>
        <translation>棕发</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>深色发</translation>
    </message>
    <message>
        <source>deep</source>
        <translation>深肤</translation>
    </message>
    <message>
        <source>fair</source>
        <translation>浅肤</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>中性</translation>
    </message>
    <message>
        <source>olive</source>
        <translation>橄榄肤</translation>
    </message>
    <message>
        <source>pale</source>
        <translation>白皙</translation>
    </message>
    <message>
        <source>silver</source>
        <translation>银发</translation>
    </message>
    <message>
        <source>tan</source>
        <translation>小麦肤</translation>
    </message>
</context>
<context>
    <name>Arrivals</name>
    <message>
        <source>Draw by it</source>
        <translation>照着它画</translation>
    </message>
    <message>
        <source>Drawing by {name}</source>
        <translation>正在临摹 {name}</translation>
    </message>
    <message>
        <source>Of {count} faces the largest is a sketch now</source>
        <translation>照片里有 {count} 张脸，已把最大的一张变成草图</translation>
    </message>
    <message>
        <source>Open as a sketch</source>
        <translation>作为草图打开</translation>
    </message>
    <message>
        <source>Reference picture</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Start from a photo</source>
        <translation>从照片开始</translation>
    </message>
    <message>
        <source>Start from this photo</source>
        <translation>从这张照片开始</translation>
    </message>
    <message>
        <source>The photo is a sketch now, and lies under it to draw by</source>
        <translation>照片已变成草图，并衬在下面供临摹</translation>
    </message>
    <message>
        <source>Turning the photo into a sketch…</source>
        <translation>正在把照片变成草图…</translation>
    </message>
    <message>
        <source>photo</source>
        <translation>照片</translation>
    </message>
</context>
<context>
    <name>BankBrowser</name>
    <message>
        <source>Copy from…</source>
        <translation>复制自…</translation>
    </message>
    <message>
        <source>Pin a random sample of the bank</source>
        <translation>固定样本库中的一个随机样本</translation>
    </message>
    <message>
        <source>Pin this component of another drawing</source>
        <translation>固定另一幅画的这个部位</translation>
    </message>
    <message>
        <source>Suggest</source>
        <translation>推荐</translation>
    </message>
    <message>
        <source>{title}: most like what is pinned</source>
        <translation>{title}：与所固定的最相似</translation>
    </message>
    <message>
        <source>{title}: most like your lines</source>
        <translation>{title}：与您的线条最相似</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>Canvas</source>
        <translation>画布</translation>
    </message>
</context>
<context>
    <name>ComponentButton</name>
    <message>
        <source>{title} (pinned)</source>
        <translation>{title}（已固定）</translation>
    </message>
</context>
<context>
    <name>Components</name>
    <message>
        <source>Left eye</source>
        <translation>左眼</translation>
    </message>
    <message>
        <source>Mouth</source>
        <translation>嘴</translation>
    </message>
    <message>
        <source>Nose</source>
        <translation>鼻子</translation>
    </message>
    <message>
        <source>Remainder</source>
        <translation>其余</translation>
    </message>
    <message>
        <source>Right eye</source>
        <translation>右眼</translation>
    </message>
</context>
<context>
    <name>ControlPanel</name>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>参照</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>修整</translation>
    </message>
    <message>
        <source>appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>group</source>
        <translation>参照</translation>
    </message>
    <message>
        <source>refinement</source>
        <translation>修整</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Hair tone</source>
        <translation>发色</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>光线</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>肤色</translation>
    </message>
    <message>
        <source>Warmth</source>
        <translation>冷暖</translation>
    </message>
    <message>
        <source>cooler colours</source>
        <translation>色调偏冷</translation>
    </message>
    <message>
        <source>darker hair</source>
        <translation>发色更深</translation>
    </message>
    <message>
        <source>darker skin</source>
        <translation>肤色更深</translation>
    </message>
    <message>
        <source>lighter hair</source>
        <translation>发色更浅</translation>
    </message>
    <message>
        <source>lighter skin</source>
        <translation>肤色更浅</translation>
    </message>
    <message>
        <source>soft light</source>
        <translation>光线柔和</translation>
    </message>
    <message>
        <source>strong light</source>
        <translation>光线强烈</translation>
    </message>
    <message>
        <source>warmer colours</source>
        <translation>色调偏暖</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>&lt;h3&gt;DeepFaceDrawing {version}&lt;/h3&gt;
&lt;p&gt;Draw a rough face, watch a photo-real one follow the pen.&lt;/p&gt;
&lt;p&gt;After the method of S.-Y. Chen, W. Su, L. Gao, S. Xia, H. Fu:
&lt;i&gt;DeepFaceDrawing: Deep Generation of Face Images from Sketches&lt;/i&gt;,
ACM Transactions on Graphics (SIGGRAPH) 39(4), 2020.&lt;/p&gt;
&lt;p&gt;The faces are synthetic; no such people exist.&lt;/p&gt;
&lt;p&gt;Free software under the GNU General Public License, version 3 or later (GPL-3.0-or-later),
without any warranty.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;DeepFaceDrawing {version}&lt;/h3&gt;
&lt;p&gt;画一张粗略的脸，看照片般真实的脸随之出现。&lt;/p&gt;
&lt;p&gt;方法出自S.-Y. Chen、W. Su、L. Gao、S. Xia、H. Fu：
&lt;i&gt;DeepFaceDrawing: Deep Generation of Face Images from Sketches&lt;/i&gt;，
ACM Transactions on Graphics (SIGGRAPH) 39(4), 2020。&lt;/p&gt;
&lt;p&gt;这些人脸是合成的，世上并无其人。&lt;/p&gt;
&lt;p&gt;自由软件，采用 GNU 通用公共许可证第 3 版或更新版本（GPL-3.0-or-later），
不提供任何担保。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>About DeepFaceDrawing</source>
        <translation>关于 DeepFaceDrawing</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Changes of {name} were not saved ({time}). Recover them?</source>
        <translation>{name} 的改动没有保存（{time}）。要恢复吗？</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Sketches</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>Sketches and pictures</source>
        <translation>草图和图片</translation>
    </message>
    <message>
        <source>The sketch has unsaved changes. Save them?</source>
        <translation>草图有未保存的改动。要保存吗？</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Unsaved changes</source>
        <translation>未保存的改动</translation>
    </message>
    <message>
        <source>a new sketch</source>
        <translation>新草图</translation>
    </message>
</context>
<context>
    <name>DrawingDesk</name>
    <message>
        <source>clear</source>
        <translation>清空</translation>
    </message>
    <message>
        <source>pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>unpin</source>
        <translation>取消固定</translation>
    </message>
</context>
<context>
    <name>Edits</name>
    <message>
        <source>erasing</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>new sketch</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>stroke</source>
        <translation>笔画</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>&amp;Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Side by side</source>
        <translation>并排</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>尺寸</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The file names this program, and nothing about you.</source>
        <translation>文件里只写本程序的名字，不含您的任何信息。</translation>
    </message>
    <message>
        <source>The file says that the face is synthetic, and with which model and settings it was made.</source>
        <translation>文件里注明这张脸是合成的，以及生成它所用的模型和设置。</translation>
    </message>
    <message>
        <source>{size} px</source>
        <translation>{size} 像素</translation>
    </message>
    <message>
        <source>{width} × {height} pixels</source>
        <translation>{width} × {height} 像素</translation>
    </message>
</context>
<context>
    <name>ExtraMenus</name>
    <message>
        <source>&amp;Theme</source>
        <translation>主题(&amp;T)</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>清除记录</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>语言(&amp;G)</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>打开最近的文件(&amp;R)</translation>
    </message>
    <message>
        <source>Open sam&amp;ple</source>
        <translation>打开示例(&amp;P)</translation>
    </message>
    <message>
        <source>The language changes at the next start.</source>
        <translation>语言将在下次启动时更改。</translation>
    </message>
</context>
<context>
    <name>FaceView</name>
    <message>
        <source>Draw on the left:
the face appears here as you go.</source>
        <translation>在左边画，
人脸会随之出现在这里。</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
</context>
<context>
    <name>FaithfulnessMark</name>
    <message>
        <source>Far from the faces that the model knows: look at its place and size, or refine it.</source>
        <translation>与模型所知的脸相差很远：请检查它的位置和大小，或加大修整。</translation>
    </message>
    <message>
        <source>Near to the faces that the model knows: it is followed closely.</source>
        <translation>与模型所知的脸很接近：会严格按照所画生成。</translation>
    </message>
    <message>
        <source>Nothing of your own to compare: not drawn yet, or a sample stands here.</source>
        <translation>没有您自己的线条可比：尚未画出，或此处用的是样本。</translation>
    </message>
    <message>
        <source>Some way off the faces that the model knows: move the slider to the right if it looks odd.</source>
        <translation>与模型所知的脸有些差距：如果看起来奇怪，请把滑块向右移。</translation>
    </message>
    <message>
        <source>There is no face yet to compare with.</source>
        <translation>还没有可以比较的人脸。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Opened {name}</source>
        <translation>已打开 {name}</translation>
    </message>
    <message>
        <source>Recovered the drawing; save it to keep it</source>
        <translation>画稿已恢复；保存后才会保留</translation>
    </message>
    <message>
        <source>Save sketch</source>
        <translation>保存草图</translation>
    </message>
    <message>
        <source>Saved {name}</source>
        <translation>已保存 {name}</translation>
    </message>
</context>
<context>
    <name>FilmDialog</name>
    <message>
        <source> s</source>
        <translation> 秒</translation>
    </message>
    <message>
        <source>&amp;Export…</source>
        <translation>导出(&amp;E)…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>时长</translation>
    </message>
    <message>
        <source>Length in seconds</source>
        <translation>时长（秒）</translation>
    </message>
    <message>
        <source>MP4 video</source>
        <translation>MP4 视频</translation>
    </message>
    <message>
        <source>Needs PyAV: pip install "deepfacedrawing[video]"</source>
        <translation>需要 PyAV：pip install "deepfacedrawing[video]"</translation>
    </message>
    <message>
        <source>PNG pictures</source>
        <translation>PNG 图片序列</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Sketch and face</source>
        <translation>草图和人脸</translation>
    </message>
    <message>
        <source>{frames} frames, {fps} a second. The film says that the face is synthetic.</source>
        <translation>共 {frames} 帧，每秒 {fps} 帧。影片里注明这张脸是合成的。</translation>
    </message>
</context>
<context>
    <name>FilmProgress</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Frame {done} of {total}</source>
        <translation>第 {done} 帧，共 {total} 帧</translation>
    </message>
    <message>
        <source>Rendering the first frame…</source>
        <translation>正在渲染第一帧…</translation>
    </message>
    <message>
        <source>Writing the file…</source>
        <translation>正在写入文件…</translation>
    </message>
</context>
<context>
    <name>Gestures</name>
    <message>
        <source>A dot</source>
        <translation>画一个点</translation>
    </message>
    <message>
        <source>A straight line</source>
        <translation>画直线</translation>
    </message>
    <message>
        <source>A straight line in steps of an angle</source>
        <translation>按固定角度画直线</translation>
    </message>
    <message>
        <source>Back end of the pen</source>
        <translation>笔的尾端</translation>
    </message>
    <message>
        <source>Back to its middle</source>
        <translation>回到中间</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Ctrl + Shift + drag</source>
        <translation>按住 Ctrl 和 Shift 拖动</translation>
    </message>
    <message>
        <source>Double click on a slider</source>
        <translation>双击滑块</translation>
    </message>
    <message>
        <source>Drop a file</source>
        <translation>拖入文件</translation>
    </message>
    <message>
        <source>Erase</source>
        <translation>擦除</translation>
    </message>
    <message>
        <source>Middle button + drag</source>
        <translation>按住中键拖动</translation>
    </message>
    <message>
        <source>Move the page</source>
        <translation>移动画纸</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开该文件</translation>
    </message>
    <message>
        <source>Pinch</source>
        <translation>双指捏合</translation>
    </message>
    <message>
        <source>Shift + drag</source>
        <translation>按住 Shift 拖动</translation>
    </message>
    <message>
        <source>Shift + wheel</source>
        <translation>Shift + 滚轮</translation>
    </message>
    <message>
        <source>Space + Shift + drag</source>
        <translation>按住空格和 Shift 拖动</translation>
    </message>
    <message>
        <source>Space + drag</source>
        <translation>按住空格拖动</translation>
    </message>
    <message>
        <source>Turn the page</source>
        <translation>旋转画纸</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom and turn the page</source>
        <translation>缩放和旋转画纸</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>以指针为中心缩放</translation>
    </message>
</context>
<context>
    <name>GroupButtons</name>
    <message>
        <source>Which faces the sketch is compared with</source>
        <translation>草图与哪些脸作比较</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Feminine</source>
        <translation>女性化</translation>
    </message>
    <message>
        <source>Masculine</source>
        <translation>男性化</translation>
    </message>
</context>
<context>
    <name>HistoryStrip</name>
    <message>
        <source>Every edit; click one to go back to it</source>
        <translation>每一步编辑；单击即可回到那一步</translation>
    </message>
    <message>
        <source>History</source>
        <translation>历史记录</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
</context>
<context>
    <name>LinkedSliders</name>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>&amp;Redo {edit}</source>
        <translation>重做{edit}(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Undo {edit}</source>
        <translation>撤销{edit}(&amp;U)</translation>
    </message>
    <message>
        <source>Loading the model… you can already draw.</source>
        <translation>正在加载模型…现在就可以画。</translation>
    </message>
    <message>
        <source>New sketch</source>
        <translation>新草图</translation>
    </message>
</context>
<context>
    <name>MorphEnd</name>
    <message>
        <source>Drawing {letter}</source>
        <translation>画 {letter}</translation>
    </message>
    <message>
        <source>Drawing {letter} from another file</source>
        <translation>从另一个文件选择画 {letter}</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
</context>
<context>
    <name>MorphPanel</name>
    <message>
        <source>Back to the drawing as it is</source>
        <translation>回到当前的画</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Left: as in drawing A. Right: as in drawing B. Double click: back to A.</source>
        <translation>左：如画 A。右：如画 B。双击：回到 A。</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>Save the morph as pictures or as a film</source>
        <translation>把渐变保存为图片或影片</translation>
    </message>
    <message>
        <source>Swap the two drawings</source>
        <translation>交换两幅画</translation>
    </message>
</context>
<context>
    <name>Morphing</name>
    <message>
        <source>Now</source>
        <translation>当前</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>{number}: {what}</source>
        <translation>{number}：{what}</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>Copied the face</source>
        <translation>已复制人脸</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Exported {name}</source>
        <translation>已导出 {name}</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>The film was cancelled</source>
        <translation>影片已取消</translation>
    </message>
    <message>
        <source>There is nothing to replay yet; draw something first.</source>
        <translation>还没有可重现的内容；请先画点什么。</translation>
    </message>
    <message>
        <source>Time-lapse</source>
        <translation>延时影片</translation>
    </message>
</context>
<context>
    <name>PenControls</name>
    <message>
        <source>Feel</source>
        <translation>手感</translation>
    </message>
    <message>
        <source>Firm: thin until pressed hard</source>
        <translation>偏硬：用力压才会变粗</translation>
    </message>
    <message>
        <source>High</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>线性</translation>
    </message>
    <message>
        <source>Low</source>
        <translation>低</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>关</translation>
    </message>
    <message>
        <source>Off: always the full width</source>
        <translation>关：始终为最大粗细</translation>
    </message>
    <message>
        <source>Pen size</source>
        <translation>笔的粗细</translation>
    </message>
    <message>
        <source>Pen size ( [ and ] )</source>
        <translation>笔的粗细（[ 和 ]）</translation>
    </message>
    <message>
        <source>Pressure</source>
        <translation>压感</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Smoothing and pressure of the pen</source>
        <translation>笔的平滑和压感</translation>
    </message>
    <message>
        <source>Soft: a light touch is enough</source>
        <translation>偏软：轻轻一压即可</translation>
    </message>
</context>
<context>
    <name>PinnedRow</name>
    <message>
        <source>Pinned: from a drawing</source>
        <translation>已固定：来自一幅画</translation>
    </message>
    <message>
        <source>Pinned: sample {row}</source>
        <translation>已固定：样本 {row}</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Your own lines count</source>
        <translation>以您自己的线条为准</translation>
    </message>
    <message>
        <source>Your own lines count again</source>
        <translation>恢复以您自己的线条为准</translation>
    </message>
</context>
<context>
    <name>Recovery</name>
    <message>
        <source>Unsaved changes cannot be kept for recovery ({problem}); save the drawing yourself.</source>
        <translation>无法保留未保存的改动以备恢复（{problem}）；请自行保存画稿。</translation>
    </message>
</context>
<context>
    <name>RefinementSliders</name>
    <message>
        <source>Left: as you drew it. Right: as real faces are. Double click: back to the middle.</source>
        <translation>左：保持所画。右：如真实的脸。双击：回到中间。</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>修整</translation>
    </message>
    <message>
        <source>as drawn</source>
        <translation>如所画</translation>
    </message>
    <message>
        <source>refined</source>
        <translation>已修整</translation>
    </message>
</context>
<context>
    <name>SampleButton</name>
    <message>
        <source>Open the sample sketch “{name}”</source>
        <translation>打开示例草图“{name}”</translation>
    </message>
    <message>
        <source>Sample sketch: {name}</source>
        <translation>示例草图：{name}</translation>
    </message>
</context>
<context>
    <name>SampleGrid</name>
    <message>
        <source>Click: put this one in place of your lines</source>
        <translation>单击：用它代替您的线条</translation>
    </message>
    <message>
        <source>Click: your own lines count again</source>
        <translation>单击：恢复以您自己的线条为准</translation>
    </message>
    <message>
        <source>Empty place</source>
        <translation>空位</translation>
    </message>
    <message>
        <source>Sample {row}</source>
        <translation>样本 {row}</translation>
    </message>
    <message>
        <source>Sample {row} (pinned)</source>
        <translation>样本 {row}（已固定）</translation>
    </message>
</context>
<context>
    <name>Samples</name>
    <message>
        <source>Beard</source>
        <translation>胡须</translation>
    </message>
    <message>
        <source>Careful man</source>
        <translation>工整的男子</translation>
    </message>
    <message>
        <source>Careful woman</source>
        <translation>工整的女子</translation>
    </message>
    <message>
        <source>Few lines</source>
        <translation>寥寥几笔</translation>
    </message>
    <message>
        <source>Glasses</source>
        <translation>眼镜</translation>
    </message>
    <message>
        <source>Quick</source>
        <translation>速写</translation>
    </message>
    <message>
        <source>Scribble</source>
        <translation>涂鸦</translation>
    </message>
    <message>
        <source>Smile</source>
        <translation>微笑</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Pen and mouse</source>
        <translation>画笔与鼠标</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Morph</source>
        <translation>渐变</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>样本</translation>
    </message>
    <message>
        <source>Samples like yours</source>
        <translation>与您所画相似的样本</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Details…</source>
        <translation>详细信息…</translation>
    </message>
    <message>
        <source>Dismiss this message</source>
        <translation>关闭这条消息</translation>
    </message>
    <message>
        <source>Model: {name}</source>
        <translation>模型：{name}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>State of the engine</source>
        <translation>引擎状态</translation>
    </message>
    <message>
        <source>Time from the pen to the face</source>
        <translation>从落笔到出现人脸的时间</translation>
    </message>
    <message>
        <source>What is known about this error, to read or to copy</source>
        <translation>关于此错误的详细信息，可阅读或复制</translation>
    </message>
    <message>
        <source>Where the faces are computed</source>
        <translation>计算人脸的设备</translation>
    </message>
    <message>
        <source>Working</source>
        <translation>计算中</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
</context>
<context>
    <name>SwatchButton</name>
    <message>
        <source>Appearance: {name}</source>
        <translation>外观：{name}</translation>
    </message>
</context>
<context>
    <name>UnderlayControl</name>
    <message>
        <source>Strength: {name}</source>
        <translation>强度：{name}</translation>
    </message>
</context>
<context>
    <name>WelcomeCard</name>
    <message>
        <source>Close this hint</source>
        <translation>关闭提示</translation>
    </message>
    <message>
        <source>Draw a face here; the photo beside it follows every line.</source>
        <translation>在这里画一张脸，旁边的照片会随每一笔变化。</translation>
    </message>
    <message>
        <source>Everything can be undone. Or begin with one of these:</source>
        <translation>每一步都可以撤销。也可以从这些草图开始：</translation>
    </message>
    <message>
        <source>Rough is fine: “Refinement” pulls your strokes towards real faces.</source>
        <translation>画得粗略也没关系：“修整”会让线条更接近真实的脸。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Face</source>
        <translation>人脸</translation>
    </message>
    <message>
        <source>Faces like yours, softly under the ink (S)</source>
        <translation>与您所画相似的脸，淡淡地衬在线条下（S）</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考图</translation>
    </message>
    <message>
        <source>Shadow</source>
        <translation>阴影</translation>
    </message>
    <message>
        <source>Sketch</source>
        <translation>草图</translation>
    </message>
    <message>
        <source>The face, under the ink</source>
        <translation>衬在线条下的人脸</translation>
    </message>
    <message>
        <source>The picture you draw by</source>
        <translation>您临摹的图片</translation>
    </message>
</context>
</TS>
